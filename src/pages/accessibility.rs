//! The statement on accessibility.

use maud::html;

use crate::address::Address;
use crate::frame::{Frame, Viewer, document};
use crate::message;
use crate::reader::Reader;

/// Returns the page.
pub fn page(reader: Reader, viewer: Option<Viewer<'_>>) -> String {
    let frame = Frame {
        reader,
        here: Address::of(&["toegankelijkheid"]),
        title: reader.say(&message!("page-access-title")),
        section: None,
        viewer,
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("page-access-lead"))) } },
    };
    let how = [
        message!("page-access-keyboard"),
        message!("page-access-scripts"),
        message!("page-access-zoom"),
        message!("page-access-colour"),
        message!("page-access-pictures"),
        message!("page-access-print"),
    ];
    let limits = [message!("page-access-texts"), message!("page-access-tables")];
    document(
        &frame,
        &html! {
            h2 { (reader.say(&message!("page-access-how"))) }
            ul { @for one in how { li { (reader.say(&one)) } } }
            h2 { (reader.say(&message!("page-access-checked"))) }
            p { (reader.say(&message!("page-access-checked-how"))) }
            h2 { (reader.say(&message!("page-access-limits"))) }
            ul { @for one in limits { li { (reader.say(&one)) } } }
            h2 { (reader.say(&message!("page-access-tell"))) }
            p { (reader.say(&message!("page-access-tell-how"))) }
        },
    )
}
