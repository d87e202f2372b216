//! A browser without scripts: it opens a form, fills it in, and presses its buttons.

use serde_json::Value;

use super::{BROWSER, browse, sound};
use crate::http::{Answer, TestApp};

/// The inputs of a form with their values, as a browser would send them.
pub type Inputs = Vec<(String, String)>;

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    Some(unescaped(rest.split('"').next().unwrap()))
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Reads the inputs of the form on a page.
pub fn inputs(page: &str) -> Inputs {
    let form = page.split("<form class=\"record\"").nth(1).unwrap_or_default().split("</form>").next().unwrap();
    let mut found = Vec::new();
    for (at, _) in form.match_indices('<') {
        let rest = &form[at + 1..];
        let tag = rest.split('>').next().unwrap();
        let (kind, Some(name)) = (tag.split(' ').next().unwrap(), attribute(tag, "name")) else { continue };
        let inside = || rest[tag.len() + 1..].split(&format!("</{kind}>")).next().unwrap();
        let value = match kind {
            "input" if tag.contains("type=\"checkbox\"") && !tag.contains(" checked") => continue,
            "input" => attribute(tag, "value").unwrap_or_default(),
            "textarea" => unescaped(inside().strip_prefix('\n').unwrap()),
            "select" => {
                let chosen =
                    inside().split("<option").find(|option| option.split('>').next().unwrap().ends_with(" selected"));
                chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()
            }
            _ => continue,
        };
        found.push((name, value));
    }
    found
}

/// Fills in an input that the form has.
pub fn fill(inputs: &mut Inputs, name: &str, value: &str) {
    let input = inputs.iter_mut().find(|(other, _)| other == name);
    input.unwrap_or_else(|| panic!("the form has no {name}")).1 = value.to_owned();
}

pub fn encoded(inputs: &Inputs) -> String {
    let plain = |text: &str| {
        // A form sends the line ends of the network.
        let bytes = text.replace('\n', "\r\n").into_bytes();
        bytes
            .into_iter()
            .map(|byte| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") })
            .collect::<String>()
    };
    inputs.iter().map(|(name, value)| format!("{}={}", plain(name), plain(value))).collect::<Vec<_>>().join("&")
}

pub const FORM: &str = "application/x-www-form-urlencoded";

pub async fn send(app: &TestApp, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
    let mut request = axum::http::Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(body.into()).unwrap()).await
}

/// Presses a button of the form on the page at `path`.
pub async fn press(app: &TestApp, path: &str, inputs: &Inputs, button: &str) -> Answer {
    let body = format!("{}&stap={button}", encoded(inputs));
    let path = path.split('?').next().unwrap();
    send(app, path, &[("content-type", FORM), ("accept", BROWSER), ("sec-fetch-site", "same-origin")], body).await
}

pub async fn opened(app: &TestApp, path: &str) -> Inputs {
    inputs(&sound(&browse(app, path).await, path))
}

/// Checks and records, and returns the record.
pub async fn recorded(app: &TestApp, path: &str, filled: &Inputs) -> Value {
    let preview = press(app, path, filled, "controleren").await;
    assert_eq!(preview.status, 200, "{path}: {}", preview.text);
    let shown = inputs(&sound(&preview, path));
    let done = press(app, path, &shown, "vastleggen").await;
    assert_eq!(done.status, 303, "{path}: {}", done.text);
    let position: u64 = done.header("location").strip_prefix("/gebeurtenissen/").unwrap().parse().unwrap();
    assert_eq!(browse(app, done.header("location")).await.status, 200);
    app.get(&format!("/v1/gebeurtenissen?cursor={}&limit=1", position - 1)).await.json()[0].take()
}
