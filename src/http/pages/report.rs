//! `GET /rapportage` and `GET /rondes/{id}`: the report of a day, or of a round.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::known::AskedKnown;
use super::{SCRIPTS_POLICY, Visit, parsed, respond_under, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::findings::{FindingsOf, FindingsQuery, findings};
use crate::app::queries::{self, KnownAt, QueryError, ReportQuery, ReportTarget};
use crate::app::tree_branch::{self, WHOLE_TREE_NODES};
use crate::domain::ids::SubjectKind;
use crate::domain::query_keys as keys;
use crate::domain::state::AsOf;
use crate::domain::time::Day;
use crate::http::app_state::AppState;
use crate::http::axes;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::message;
use crate::pages::address::Address;
use crate::pages::frame::{DateBar, date_bar, round_bar};
use crate::pages::reader::Reader;
use crate::pages::report::{Earlier, FILTER_KEY, Filter, Known, OWNER_KEY, ReportChoice, ReportPage, page};
use crate::projections::ReportRequest;
use crate::projections::sealing::SealingSelector;
use crate::render::{remove_control_characters, with_marks, without_control_characters};

/// The kinds of round that account for the past: one of them is the round before.
const ACCOUNTING: [&str; 3] = ["bestuursrapportage", "voortgangsrapportage", "jaarstukken"];

/// The word in `versie` for the state as known now, of a round that is sealed.
const NOW: &str = "nu";

/// What is chosen on the page, as read from the query.
struct AskedChoice {
    node: Option<String>,
    filter: Filter,
    owner: Option<String>,
}

impl AskedChoice {
    fn read(query: &mut Query) -> AskedChoice {
        let filter = query.value(FILTER_KEY, |word| Filter::from_word(word).ok_or_else(|| message!("query-filter")));
        [OWNER_KEY, keys::NODE].iter().for_each(|key| query.drop_blank(key));
        let (owner, node) = (query.text(OWNER_KEY), axes::node(query));
        AskedChoice { node, filter: filter.unwrap_or_default(), owner }
    }

    fn written_to(&self, address: Address) -> Address {
        address
            .with_some(keys::NODE, self.node.as_deref())
            .with_some(FILTER_KEY, self.filter.word())
            .with_some(OWNER_KEY, self.owner.as_deref())
    }

    /// Returns the programme that the page is limited to. A filter looks at all of them.
    fn programme(&self, service: &Service, at: AsOf) -> Option<String> {
        let node = self.node.as_deref().filter(|_| self.filter == Filter::All && self.owner.is_none())?;
        tree_branch::programme_beside(service, at, node, WHOLE_TREE_NODES)
    }

    fn choice(&self) -> ReportChoice<'_> {
        ReportChoice { node: self.node.as_deref(), filter: self.filter, owner: self.owner.as_deref() }
    }
}

/// `GET /rapportage`: the state on a day, today if none is named.
pub async fn by_date(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let on = axes::day(&mut query);
    let (known, written) = AskedKnown::read(&mut query);
    let chosen = AskedChoice::read(&mut query);
    query.finish()?;
    let page = site.run_large_or_vast(true, move |service| {
        let on = on.unwrap_or_else(|| service.now().amsterdam_day());
        build_by_date(&caller, service, reader, (on, &known, &written), &chosen)
    });
    Ok(respond_under(SCRIPTS_POLICY, reader, page.await?))
}

fn build_by_date(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (on, known, written): (Day, &AskedKnown, &str),
    chosen: &AskedChoice,
) -> Result<String, Problem> {
    let position = known.position(service)?;
    let of = ReportTarget::Day { on, known: KnownAt::Position(position) };
    let programme = chosen.programme(service, AsOf { day: on, position });
    let report = queries::report(service, &ReportQuery { of, node: programme.clone(), fiscal_year: None })?;
    let report = with_marks(in_tree(service, programme.as_deref(), &report)?);
    let rounds = rounds_at(service, position)?;
    let before = earlier(service, &rounds, (&report, programme.as_deref()), None)?;
    let moment = if let AskedKnown::Moment(moment) = known { Some(moment.to_string()) } else { None };
    let here = chosen.written_to(dated_address("rapportage", on, known, (written, position)));
    let sealings = sealing_choices(service, reader)?;
    let day = on.to_string();
    let bar = date_bar(reader, &DateBar { on: &day, known: written, sealings: &sealings, here: &here });
    page_or_refusal(&ReportPage {
        reader,
        viewer: Some(viewer(caller)),
        here,
        bar,
        report: &report,
        known: match (&moment, known) {
            (Some(moment), _) => Known::Moment(moment),
            (None, AskedKnown::Now) => Known::Now,
            (None, AskedKnown::Moment(_) | AskedKnown::Position(_) | AskedKnown::Sealing(..)) => Known::Position,
        },
        earlier: before.as_ref().map(|(round, report)| Earlier { report, round }),
        findings: None,
        choice: chosen.choice(),
    })
}

/// Which report of a round is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// That of its newest sealing; while it is open, the state as known now.
    Newest,
    /// That of this sealing.
    Sealed(u32),
    /// The state as known now, whether it is sealed or not.
    Now,
}

impl Version {
    fn read(query: &mut Query) -> Version {
        if query.peek("versie") == Some(NOW) {
            query.text("versie");
            return Version::Now;
        }
        let version = query.number("versie", 1, u64::from(u32::MAX)).and_then(|version| u32::try_from(version).ok());
        version.map_or(Version::Newest, Version::Sealed)
    }
}

/// `GET /rondes/{id}`: the report of a round, with its findings.
pub async fn of_round(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let version = Version::read(&mut query);
    let chosen = AskedChoice::read(&mut query);
    query.finish()?;
    let page =
        site.run_large_or_vast(true, move |service| build_of_round(&caller, service, reader, (&id, version), &chosen));
    Ok(respond_under(SCRIPTS_POLICY, reader, page.await?))
}

fn build_of_round(
    caller: &Caller,
    service: &Service,
    reader: Reader,
    (id, version): (&str, Version),
    chosen: &AskedChoice,
) -> Result<String, Problem> {
    let which = match version {
        Version::Newest | Version::Now => SealingSelector::Newest,
        Version::Sealed(version) => SealingSelector::Version(version),
    };
    let mut point = queries::round_point(service, id, which)?;
    if version == Version::Now {
        point.position = queries::resolve_position(service, KnownAt::Head)?;
    }
    let (on, position) = (point.on, point.position);
    let programme = chosen.programme(service, AsOf { day: on, position });
    let (report, of) = match version {
        Version::Newest | Version::Sealed(_) => {
            let of = ReportTarget::Round { id: id.to_owned(), which };
            let query = ReportQuery { of, node: programme.clone(), fiscal_year: None };
            (queries::report(service, &query)?, FindingsOf::Round(which))
        }
        Version::Now => {
            let round = Some(point.round);
            let request = ReportRequest { on, position, node: programme.clone(), fiscal_year: None, round };
            (queries::report_at(service, &request)?, FindingsOf::Known(KnownAt::Position(position)))
        }
    };
    let found = findings(service, &FindingsQuery { round: id.to_owned(), of, node: programme.clone() })?;
    let found = serde_json::to_vec(&found.in_language(reader.language)).expect("findings always serialise");
    let (report, found) = (with_marks(in_tree(service, programme.as_deref(), &report)?), parsed(&found));
    let before = earlier(service, &rounds_at(service, position)?, (&report, programme.as_deref()), Some(id))?;
    let day = on.to_string();
    let here = Address::of(&["rondes", id]);
    let here = chosen.written_to(match version {
        Version::Newest => here,
        Version::Sealed(version) => here.with("versie", version.to_string()),
        Version::Now => here.with("versie", NOW),
    });
    let own = queries::rounds(service, Some(id))?;
    let sealings: Vec<(String, String)> = own.iter().flat_map(|round| sealings_of(reader, round)).collect();
    let shown = report["staat"]["vaststelling"]["versie"].as_u64();
    let bar = round_bar(reader, &here, &day, &sealings, shown);
    page_or_refusal(&ReportPage {
        reader,
        viewer: Some(viewer(caller)),
        here,
        bar,
        report: &report,
        known: if version == Version::Now && !sealings.is_empty() { Known::NowBesideSealing } else { Known::Now },
        earlier: before.as_ref().map(|(round, report)| Earlier { report, round }),
        findings: Some(&found),
        choice: chosen.choice(),
    })
}

/// Returns a report as the page shows it: that of a programme within the tree of the others.
fn in_tree(service: &Service, programme: Option<&str>, report: &[u8]) -> Result<Value, QueryError> {
    let Some(programme) = programme else { return Ok(parsed(report)) };
    let mut report = tree_branch::within_tree(service, programme, report)?;
    remove_control_characters(&mut report);
    Ok(report)
}

/// Returns the address of a page of a day, with the bound of what is known as it was asked.
pub(super) fn dated_address(page: &str, on: Day, known: &AskedKnown, (written, position): (&str, u64)) -> Address {
    let here = Address::of(&[page]).with("geldigOp", on.to_string());
    match known {
        AskedKnown::Now => here,
        AskedKnown::Position(_) => here.with(keys::POSITION, position.to_string()),
        AskedKnown::Moment(_) | AskedKnown::Sealing(..) => here.with(keys::KNOWN_AT, written),
    }
}

/// Returns the sealings that the bar of a day offers: what stands in the address, and its description.
pub(super) fn sealing_choices(service: &Service, reader: Reader) -> Result<Vec<(String, String)>, QueryError> {
    let rounds = rounds_at(service, queries::resolve_position(service, KnownAt::Head)?)?;
    let of_round = |round: &Value| {
        let id = round["id"].as_str().unwrap_or_default().to_owned();
        sealings_of(reader, round).into_iter().map(move |(version, told)| (format!("{id}/{version}"), told))
    };
    Ok(rounds.iter().flat_map(of_round).collect())
}

/// Returns the rounds as known at a position, without characters that would change how the text around them is shown.
pub(super) fn rounds_at(service: &Service, position: u64) -> Result<Vec<Value>, QueryError> {
    let at = AsOf { day: service.now().amsterdam_day(), position };
    let rounds = queries::listed(service, SubjectKind::Round, at)?;
    Ok(rounds.iter().map(without_control_characters).collect())
}

/// Returns the sealings of a round, each with its version and a description.
pub(super) fn sealings_of(reader: Reader, round: &Value) -> Vec<(String, String)> {
    let id = round["id"].as_str().unwrap_or_default();
    let sealings = round["vaststellingen"].as_array().into_iter().flatten();
    let told = |sealed: &Value| {
        let version = sealed["versie"].to_string();
        let word = |key: &str| crate::render::wording::words(reader.language, sealed[key].as_str().unwrap_or_default());
        let (purport, body) = (word("strekking"), word("orgaan"));
        let told = message!("page-known-sealing", round = id, version = &version, purport = purport, body = body);
        (version, reader.say(&told))
    };
    sealings.map(told).collect()
}

/// Returns the id and the report of the round before the reporting date of `now`, as known at its position: the newest
/// that was sealed by then, else its state. For a page of one programme it is what that compares with.
fn earlier(
    service: &Service,
    rounds: &[Value],
    (now, programme): (&Value, Option<&str>),
    own: Option<&str>,
) -> Result<Option<(String, Value)>, QueryError> {
    let accounts = |round: &&Value| round["soort"].as_str().is_some_and(|kind| ACCOUNTING.contains(&kind));
    let on = now["basis"]["peildatum"].as_str().and_then(|day| Day::parse(day).ok());
    let dated = rounds.iter().filter(accounts).filter_map(|round| {
        let day = Day::parse(round["peildatum"].as_str()?).ok()?;
        let id = round["id"].as_str()?;
        (Some(day) < on && own != Some(id)).then_some((day, id, round))
    });
    let Some((day, id, round)) = dated.max_by_key(|(day, id, _)| (*day, *id)) else { return Ok(None) };
    let sealed = round["vaststellingen"].as_array().and_then(|all| all.last());
    let known = sealed.and_then(|sealed| sealed["positie"].as_u64()).or(now["basis"]["positie"].as_u64());
    let position = known.unwrap_or_default();
    let request = ReportRequest { on: day, position, node: None, fiscal_year: None, round: Some(id.to_owned()) };
    let report = match programme {
        // Only lights and codes of it are shown, and those hold no text.
        Some(_) => tree_branch::earlier(service, &request, now)?,
        None => parsed(&queries::report_at(service, &request)?),
    };
    Ok(Some((id.to_owned(), report)))
}

/// Returns the page.
///
/// # Errors
/// A problem 404 if the chosen node is not in the report.
fn page_or_refusal(asked: &ReportPage<'_>) -> Result<String, Problem> {
    let missing = || Problem::new(StatusCode::NOT_FOUND, "onderdeel-onbekend", message!("page-no-such-node"));
    page(asked).ok_or_else(missing)
}
