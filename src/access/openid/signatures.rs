//! Checks signatures of JWTs with `ring`, which is in the tree for TLS: `jsonwebtoken` leaves that to who uses it.
//!
//! Only asymmetric algorithms are known here. With one that is symmetric, whoever may check a token could also make one.

use std::sync::Once;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey};
use ring::signature::{
    self as checks, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use signature::Verifier;

/// The algorithms that may be configured, by the names of RFC 7518 and RFC 8037.
pub const ALGORITHMS: [(&str, Algorithm); 9] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];

/// Returns the algorithm of this name.
pub fn algorithm(name: &str) -> Option<Algorithm> {
    ALGORITHMS.iter().find(|(known, _)| *known == name).map(|(_, algorithm)| *algorithm)
}

/// Makes `jsonwebtoken` check signatures with `ring`. It may be called more than once.
pub fn install() {
    static INSTALLED: Once = Once::new();
    static PROVIDER: CryptoProvider =
        CryptoProvider { signer_factory: signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };
    INSTALLED.call_once(|| PROVIDER.install_default().expect("nothing else installs one"));
}

/// Nothing is signed here.
fn signer(_: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Err(ErrorKind::UnsupportedAlgorithm.into())
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    if algorithm.family() != key.family() || algorithm.family() == AlgorithmFamily::Hmac {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    Ok(Box::new(Checked { algorithm: *algorithm, key: key.clone() }))
}

struct Checked {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl JwtVerifier for Checked {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Verifier<Vec<u8>> for Checked {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let fits = match self.key.kind() {
            DecodingKeyKind::RsaModulusExponent { n, e } => rsa(self.algorithm)
                .is_some_and(|how| RsaPublicKeyComponents { n, e }.verify(how, message, signature).is_ok()),
            DecodingKeyKind::SecretOrDer(key) => curve(self.algorithm)
                .is_some_and(|how| UnparsedPublicKey::new(how, key).verify(message, signature).is_ok()),
        };
        if fits { Ok(()) } else { Err(signature::Error::new()) }
    }
}

/// Returns how a signature of RSA is checked. A modulus below 2048 bits is refused.
fn rsa(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::RS256 => Some(&checks::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Some(&checks::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Some(&checks::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Some(&checks::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Some(&checks::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Some(&checks::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

/// Returns how a signature over an elliptic curve is checked.
fn curve(algorithm: Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
    match algorithm {
        Algorithm::ES256 => Some(&checks::ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => Some(&checks::ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDSA => Some(&checks::ED25519),
        _ => None,
    }
}
