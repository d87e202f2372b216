//! What every call out of the service has in common, to receivers of webhooks and to providers of OpenID Connect: no
//! redirect and no proxy of the environment, which would lead elsewhere than what was checked, a bounded head, and no
//! compression asked for.

use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::typestate::AgentScope;

/// The largest header section of an answer.
const ANSWER_HEAD_MAX: usize = 16 * 1024;

/// Returns the settings of a client. `roots`, if any, replace the certificate authorities that browsers trust.
pub fn settings(roots: &[Certificate<'static>]) -> ConfigBuilder<AgentScope> {
    let roots = if roots.is_empty() { RootCerts::WebPki } else { RootCerts::from(roots.to_vec()) };
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .user_agent(concat!("peildatum/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("identity")
        .max_response_header_size(ANSWER_HEAD_MAX)
}
