//! A proof reads back byte for byte; anything else is refused.

use super::*;

fn proof(extra: Option<&[u8]>, hashes: usize) -> InclusionProof {
    let note = "a\n1\nAA==\n\n\u{2014} a AAAAAAA=\n";
    InclusionProof {
        extra: extra.map(<[u8]>::to_vec),
        index: 73_894,
        hashes: vec![[3; 32]; hashes],
        checkpoint: note.to_owned(),
    }
}

#[test]
fn a_proof_has_the_lines_of_the_specification_and_reads_back() {
    let text = proof(Some(b"{}"), 1).to_string();
    let hash = STANDARD.encode([3; 32]);
    let wanted =
        format!("c2sp.org/tlog-proof@v1\nextra e30=\nindex 73894\n{hash}\n\na\n1\nAA==\n\n\u{2014} a AAAAAAA=\n");
    assert_eq!(text, wanted);
    for proof in [proof(Some(b"{}"), 1), proof(None, 0), proof(None, 64), proof(Some(b""), 3)] {
        assert_eq!(InclusionProof::parse(&proof.to_string()), Ok(proof));
    }
}

#[test]
fn what_is_no_proof_is_refused() {
    let text = proof(Some(b"{}"), 2).to_string();
    for bad in [
        "",
        "c2sp.org/tlog-proof@v1\n",
        &text.replace("@v1", "@v2"),
        &text.replace("extra e30=", "extra e30"),
        &text.replace("extra e30=\n", "extra e30=\nextra e30=\n"),
        &text.replace("index 73894\n", ""),
        &text.replace("index 73894", "index 073894"),
        &text.replace("AwMD", "A*MD"),
        &text.replace("AwMD", ""),
        &text.replace('\n', "\r\n"),
        text.split_once("\n\n").unwrap().0,
        &proof(None, 65).to_string(),
    ] {
        assert!(InclusionProof::parse(bad).is_err(), "{bad:?}");
    }
}
