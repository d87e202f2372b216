//! Reading what was written gives the same query, for every query; and the written form is stable.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::agenda::{AgendaQuery, Period};
use super::audit::FinanceQuery;
use super::backup;
use super::comparison::ComparisonQuery;
use super::feed_query::{EventSelection, FeedQuery, PAGE_MAX};
use super::findings::{FindingsOf, FindingsQuery};
use super::import::ImportOptions;
use super::points::{PointQuery, RoundNotation};
use super::queries::{KnownAt, QueryError, ReportQuery, ReportTarget};
use super::request_target::{Query, RequestTarget};
use super::search::{HITS_MAX, SearchQuery};
use super::series::SeriesQuery;
use super::subject_query::{AuditQuery, HistoryQuery, LightsQuery, ListQuery, Point, SubjectQuery, is_placed};
use crate::domain::event::{Body, CaseKind, Colour, EventType};
use crate::domain::ids::{Subject, SubjectKind};
use crate::domain::money::CENTS_MAX;
use crate::domain::time::{Day, Instant};
use crate::log::backup::LogExtent;
use crate::projections::comparison::{self, Nature};
use crate::projections::feed::EventFilter;
use crate::projections::lights::LightsFilter;
use crate::projections::lists::ListFilter;
use crate::projections::sealing::SealingSelector;
use crate::projections::search::SearchText;
use crate::projections::series::{self, RoundSelection, SUBJECTS, SeriesView};

/// A log that has every moment and position.
fn any_log(_: KnownAt) -> Result<(), QueryError> {
    Ok(())
}

/// Reads the keys of a target that was written, all of them.
pub(crate) fn read<T>(target: &RequestTarget, path: &str, read: impl FnOnce(&mut Query) -> T) -> T {
    let text = target.to_string();
    let (written, keys) = text.split_once('?').unwrap_or((&text, ""));
    assert_eq!(written, path, "{text}");
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>".contains(&byte)), "{text}");
    let mut query = Query::parse(keys);
    let found = read(&mut query);
    query.finish().unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    found
}

fn day() -> impl Strategy<Value = Day> {
    (1_000..3_000_i32, 1..=12_u32, 1..=28_u32).prop_map(|(y, m, d)| Day::from_ymd(y, m, d).unwrap())
}

fn known() -> impl Strategy<Value = KnownAt> {
    prop_oneof![
        Just(KnownAt::Head),
        (0..4_000_000_000_000_000_i64).prop_map(|micros| KnownAt::Moment(Instant::from_micros(micros))),
        (1..=u64::from(u32::MAX)).prop_map(KnownAt::Position),
    ]
}

pub(crate) fn id() -> impl Strategy<Value = String> {
    "[A-Za-z0-9][A-Za-z0-9.-]{0,20}"
        .prop_filter("a day is no id of a round in a bare point", |id| Day::parse(id).is_err())
}

pub(crate) fn which() -> impl Strategy<Value = SealingSelector> {
    prop_oneof![
        Just(SealingSelector::Newest),
        prop::sample::select(Body::ALL.to_vec()).prop_map(SealingSelector::Body),
        (1..=999_999_999_u32).prop_map(SealingSelector::Version),
    ]
}

fn at() -> impl Strategy<Value = Point> {
    (option::of(day()), known()).prop_map(|(on, known)| Point { on, known })
}

fn subject(kinds: &[SubjectKind]) -> impl Strategy<Value = String> + use<> {
    let kinds: Vec<SubjectKind> = kinds.iter().copied().filter(|kind| *kind != SubjectKind::Event).collect();
    (prop::sample::select(kinds), id()).prop_map(|(kind, id)| format!("{}/{id}", kind.name()))
}

fn limit() -> impl Strategy<Value = Option<u64>> {
    option::of(1..=PAGE_MAX)
}

fn point() -> impl Strategy<Value = PointQuery> {
    let notation = prop_oneof![Just(RoundNotation::AsRound), Just(RoundNotation::Bare)];
    let looks_like_a_day = |id: &str| id.len() == 10 && id.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    prop_oneof![
        (day(), known()).prop_map(|(on, known)| PointQuery::Day { on, known }),
        (id(), which(), notation)
            .prop_map(|(id, which, written)| PointQuery::Round { id, which, written })
            .prop_filter("a bare round is no day", move |point| match point {
                PointQuery::Round { id, written: RoundNotation::Bare, .. } => !looks_like_a_day(id),
                PointQuery::Round { .. } | PointQuery::Day { .. } => true,
            }),
    ]
}

fn columns() -> impl Strategy<Value = (RoundSelection, SeriesView)> {
    let view = prop_oneof![Just(SeriesView::AsReported), Just(SeriesView::AsKnownNow)];
    prop_oneof![
        (option::of(day()), option::of(day()), view)
            .prop_map(|(from, until, view)| (RoundSelection::Between { from, until }, view)),
        vec((id(), which()), 1..6).prop_map(|rounds| (RoundSelection::Named(rounds), SeriesView::AsReported)),
        vec((id(), Just(SealingSelector::Newest)), 1..6)
            .prop_map(|rounds| (RoundSelection::Named(rounds), SeriesView::AsKnownNow)),
    ]
}

fn words(all: impl IntoIterator<Item = String>) -> impl Strategy<Value = Vec<String>> {
    vec(prop::sample::select(all.into_iter().collect::<Vec<_>>()), 0..4)
}

proptest! {
    #[test]
    fn a_report_of_a_day((on, known) in (day(), known()), node in option::of(id()), year in option::of(1900..=2200)) {
        let asked = ReportQuery { of: ReportTarget::Day { on, known }, node, fiscal_year: year };
        let found = read(&asked.to_target(), "/v1/rapportage", |query| ReportQuery::from_query(query, &any_log));
        prop_assert_eq!(found, Some(asked));
    }

    #[test]
    fn a_report_of_a_round((id, which) in (id(), which()), node in option::of(id()), year in option::of(1900..=2200)) {
        let path = format!("/v1/rondes/{id}/rapportage");
        let asked = ReportQuery { of: ReportTarget::Round { id: id.clone(), which }, node, fiscal_year: year };
        let found = read(&asked.to_target(), &path, |query| ReportQuery::of_round(id, query));
        prop_assert_eq!(found, asked);
    }

    #[test]
    fn a_comparison(
        (from, to) in (point(), point()),
        node in option::of(id()),
        kinds in words(comparison::KINDS.iter().cloned()),
        nature in option::of(prop::sample::select(Nature::ALL.to_vec())),
        (minimum_cents, unrenewed) in (option::of(0..=CENTS_MAX), any::<bool>()),
    ) {
        let asked = ComparisonQuery { from, to, node, kinds, nature, minimum_cents, unrenewed };
        prop_assert_eq!(read(&asked.to_target(), "/v1/vergelijking", ComparisonQuery::from_query), Some(asked));
    }

    #[test]
    fn series_over_rounds(
        ((rounds, view), known) in (columns(), known()),
        node in option::of(id()),
        kinds in words(series::KINDS.iter().cloned()),
        subject in option::of(subject(&SUBJECTS)),
        title in option::of("\\PC{0,40}[a-z]\\PC{0,40}"),
    ) {
        let asked = SeriesQuery { rounds, known, view, node, kinds, subject, title };
        let found = read(&asked.to_target(), "/v1/reeksen", |query| SeriesQuery::from_query(query, &any_log));
        prop_assert_eq!(found, asked);
    }

    #[test]
    fn a_search(
        text in "\\PC{0,40}[a-z]{2}\\PC{0,40}",
        node in option::of(id()),
        subject in option::of(subject(&SubjectKind::ALL)),
        before in option::of(1..=u64::from(u32::MAX)),
        limit in option::of(1..=HITS_MAX),
    ) {
        let Ok(text) = SearchText::parse(&text) else { return Err(TestCaseError::reject("no letters")) };
        let asked = SearchQuery { text, filter: EventFilter { kind: None, subject, node }, before, limit };
        prop_assert_eq!(read(&asked.to_target(), "/v1/zoeken", SearchQuery::from_query), Some(asked.clone()));
        let link = format!("<{}>; rel=\"next\"", asked.to_target());
        prop_assert_eq!(SearchQuery::from_query(&mut Query::of_link(&link).unwrap()), Some(asked));
    }

    #[test]
    fn findings(
        round in id(),
        of in prop_oneof![which().prop_map(FindingsOf::Round), known().prop_map(FindingsOf::Known)],
        node in option::of(id()),
    ) {
        let path = format!("/v1/rondes/{round}/signalen");
        let asked = FindingsQuery { round: round.clone(), of, node };
        let found = read(&asked.to_target(), &path, |query| FindingsQuery::from_query(round, query, &any_log));
        prop_assert_eq!(found, asked);
    }

    #[test]
    fn finances(at in at(), node in option::of(id()), fiscal_year in option::of(1900..=2200_i64)) {
        let asked = FinanceQuery { at, node, fiscal_year };
        let found = read(&asked.to_target(), "/v1/financien", |query| FinanceQuery::from_query(query, &any_log));
        prop_assert_eq!(found, asked);
    }

    #[test]
    fn a_list(
        kind in prop::sample::select(SubjectKind::ALL.to_vec()),
        (at, limit, after) in (at(), limit(), option::of(id())),
        (node, closed, case) in (option::of(id()), option::of(any::<bool>()), option::of(prop::sample::select(CaseKind::ALL.to_vec()))),
        (owner, counted) in (option::of("[A-Z][a-zé &=+%]{0,20}"), any::<bool>()),
    ) {
        let filter = match kind {
            SubjectKind::Case => ListFilter { node, closed, kind: case.map(|kind| kind.name().to_owned()), owner },
            kind => ListFilter { node: node.filter(|_| is_placed(kind)), ..ListFilter::default() },
        };
        let asked = ListQuery { kind, at, limit, after, filter, counted };
        let path = format!("/v1/{}", kind.collection());
        prop_assert_eq!(read(&asked.to_target(), &path, |query| ListQuery::from_query(kind, query, &any_log)), asked);
    }

    #[test]
    fn lights(
        (at, limit, after) in (at(), limit(), option::of(id())),
        (node, round, counted) in (option::of(id()), option::of(id()), any::<bool>()),
        colour in option::of(prop::sample::select(Colour::ALL.to_vec())),
    ) {
        let colour = colour.map(|colour| colour.name().to_owned());
        let asked = LightsQuery { at, limit, filter: LightsFilter { node, colour, round }, counted, after };
        let found = read(&asked.to_target(), "/v1/stoplichten", |query| LightsQuery::from_query(query, &any_log));
        prop_assert_eq!(found, asked);
    }

    #[test]
    fn an_agenda(from in option::of(day()), until in option::of(day()), known in known(), node in option::of(id())) {
        let target = AgendaQuery::target(from, until, known, node.as_deref());
        let today = Day::parse("2021-06-15").unwrap();
        if let Ok(period) = Period::of(from, until, today) {
            let found = read(&target, "/v1/agenda", |query| AgendaQuery::from_query(query, today, &any_log));
            prop_assert_eq!(found, AgendaQuery { period, known, node });
        }
    }

    #[test]
    fn a_subject_its_history_and_its_audit_trail(
        (name, at) in (subject(&SubjectKind::ALL), at()),
        until in option::of(day()),
        (limit, after) in (limit(), option::of(0..=u64::from(u32::MAX))),
    ) {
        let subject = Subject::parse(&name).unwrap();
        let of = || (subject.kind(), subject.id().to_owned());
        let path = |what: &str| format!("/v1/{}/{}{what}", subject.kind().collection(), subject.id());
        let one = SubjectQuery { kind: of().0, id: of().1, at };
        let found = read(&one.to_target(), &path(""), |query| SubjectQuery::from_query(of(), query, &any_log));
        prop_assert_eq!(found, one);
        let history = HistoryQuery { until, ..HistoryQuery::whole(&subject, at.known) };
        prop_assert_eq!(history.subject(), name);
        let found =
            read(&history.to_target(), &path("/geschiedenis"), |query| HistoryQuery::from_query(of(), query, &any_log));
        prop_assert_eq!(&found, &history);
        let audit = AuditQuery { of: history, limit, after };
        let found =
            read(&audit.to_target(), &path("/audittrail"), |query| AuditQuery::from_query(of(), query, &any_log));
        prop_assert_eq!(found, audit);
    }

    #[test]
    fn a_page_of_the_feed(
        (after, limit) in (0..=u64::from(u32::MAX), limit()),
        kind in option::of(prop::sample::select(EventType::ALL.to_vec())),
        (subject, node) in (option::of(subject(&SubjectKind::ALL)), option::of("\\PC{0,20}")),
        since in option::of(0..4_000_000_000_000_000_i64),
    ) {
        let filter = EventFilter { kind, subject, node };
        let which = EventSelection { filter, since: since.map(Instant::from_micros) };
        let asked = FeedQuery { after, limit, which };
        let found = read(&asked.to_target(), "/v1/gebeurtenissen", |query| FeedQuery::from_query(query, after));
        prop_assert_eq!(found, asked);
    }

    #[test]
    fn the_options_of_an_import((keep_times, accept_unreviewed, dry_run) in any::<(bool, bool, bool)>()) {
        let asked = ImportOptions { keep_times, accept_unreviewed, dry_run };
        prop_assert_eq!(read(&asked.to_target(), "/v1/invoer", ImportOptions::from_query), asked);
    }

    #[test]
    fn the_secrets_of_a_back_up((position, root) in any::<(u32, [u8; 32])>()) {
        let extent = LogExtent { position: position.into(), root };
        let target = backup::to_target(extent);
        let found = read(&target, "/v1/back-up/geheim", |query| backup::from_query(query, extent.position));
        prop_assert_eq!(found, Some(extent));
    }
}

fn stable(target: &RequestTarget, wanted: &str) {
    assert_eq!(target.to_string(), wanted);
}

fn node() -> Option<String> {
    Some("9A1.1".to_owned())
}

#[test]
fn the_written_form_of_reports_and_findings_is_stable() {
    let on = Day::parse("2019-04-01").unwrap();
    let known = KnownAt::Moment(Instant::parse("2019-05-28T12:00:00+02:00").unwrap());
    let of = ReportTarget::Day { on, known };
    stable(
        &ReportQuery { of, node: node(), fiscal_year: Some(2019) }.to_target(),
        "/v1/rapportage?geldigOp=2019-04-01&beschikbaarOp=2019-05-28T10:00:00Z&onderdeel=9A1.1&begrotingsjaar=2019",
    );
    let of = ReportTarget::Round { id: "2021-vr2".to_owned(), which: SealingSelector::Newest };
    stable(
        &ReportQuery { of, node: node(), fiscal_year: None }.to_target(),
        "/v1/rondes/2021-vr2/rapportage?onderdeel=9A1.1",
    );
    let findings = |of| FindingsQuery { round: "2021-vr2".to_owned(), of, node: node() }.to_target();
    stable(&findings(FindingsOf::Known(KnownAt::Head)), "/v1/rondes/2021-vr2/signalen?nu=true&onderdeel=9A1.1");
    stable(
        &findings(FindingsOf::Round(SealingSelector::Body(Body::Council))),
        "/v1/rondes/2021-vr2/signalen?orgaan=raad&onderdeel=9A1.1",
    );
}

#[test]
fn the_written_form_of_comparisons_and_series_is_stable() {
    let point = |text| PointQuery::parse(text).unwrap();
    let kinds = || vec!["voorziening".to_owned(), "stoplicht".to_owned()];
    let comparison = ComparisonQuery {
        from: point("2019-04-01@2019-05-28T10:00:00Z"),
        to: point("ronde:2021-vr2/college"),
        node: node(),
        kinds: kinds(),
        nature: Nature::from_name("herstel"),
        minimum_cents: Some(100),
        unrenewed: true,
    };
    stable(
        &comparison.to_target(),
        "/v1/vergelijking?van=2019-04-01@2019-05-28T10:00:00Z&naar=ronde:2021-vr2/college&onderdeel=9A1.1\
         &soort=voorziening,stoplicht&aard=herstel&minimum=100&nietVernieuwd=true",
    );
    let round = |id: &str, which| (id.to_owned(), which);
    let series = SeriesQuery {
        rounds: RoundSelection::Named(vec![
            round("2019-vr1", SealingSelector::Newest),
            round("2021-vr2", SealingSelector::Version(2)),
        ]),
        known: KnownAt::Head,
        view: SeriesView::AsReported,
        node: None,
        kinds: kinds(),
        subject: Some("dossier/wachtlijst".to_owned()),
        title: Some("een & ander".to_owned()),
    };
    stable(
        &series.to_target(),
        "/v1/reeksen?over=rondes&rondes=ronde:2019-vr1,ronde:2021-vr2/2&soort=voorziening,stoplicht\
         &onderwerp=dossier/wachtlijst&titel=een%20%26%20ander",
    );
}

#[test]
fn the_written_form_of_pages_is_stable() {
    let on = Some(Day::parse("2019-04-01").unwrap());
    let at = Point { on, known: KnownAt::Position(57) };
    let subject = Some("dossier/wachtlijst".to_owned());
    let filter = EventFilter { kind: None, subject, node: node() };
    let text = SearchText::parse("\"lange wacht-\" één").unwrap();
    stable(
        &SearchQuery { text, filter: filter.clone(), before: Some(9), limit: Some(20) }.to_target(),
        "/v1/zoeken?tekst=%22lange%20wacht%2D%22%20%C3%A9%C3%A9n&onderdeel=9A1.1&onderwerp=dossier/wachtlijst\
         &limit=20&cursor=9",
    );
    let filter = EventFilter { kind: Some(EventType::NoteRecorded), ..filter };
    stable(
        &FeedQuery { after: 7, limit: Some(3), which: EventSelection { filter, since: None } }.to_target(),
        "/v1/gebeurtenissen?cursor=7&limit=3&type=nl.peildatum.toelichting.vastgelegd&onderwerp=dossier/wachtlijst\
         &onderdeel=9A1.1",
    );
    stable(
        &ListQuery { at, limit: Some(2), after: Some("2019-vr1".to_owned()), ..ListQuery::first(SubjectKind::Round) }
            .to_target(),
        "/v1/rondes?geldigOp=2019-04-01&positie=57&limit=2&cursor=2019-vr1",
    );
    let facility = Subject::parse("voorziening/gebouw-c").unwrap();
    let of = HistoryQuery { until: on, ..HistoryQuery::whole(&facility, at.known) };
    stable(
        &AuditQuery { of, limit: Some(2), after: Some(3) }.to_target(),
        "/v1/voorzieningen/gebouw-c/audittrail?positie=57&geldigOp=2019-04-01&limit=2&cursor=3",
    );
    stable(
        &FinanceQuery { at, node: node(), fiscal_year: Some(2019) }.to_target(),
        "/v1/financien?geldigOp=2019-04-01&positie=57&onderdeel=9A1.1&begrotingsjaar=2019",
    );
}
