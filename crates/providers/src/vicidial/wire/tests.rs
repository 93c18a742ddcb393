use proptest::prelude::*;

use super::*;
use crate::ProviderError;
use crate::error::BadBody;
use crate::vicidial::errors::ErrorLine;

const CSV: &str = include_str!("../../../tests/fixtures/vicidial/logged_in_agents.csv");
const TSV: &str = include_str!("../../../tests/fixtures/vicidial/logged_in_agents.tsv");
const NO_HEADER: &str = include_str!("../../../tests/fixtures/vicidial/logged_in_agents_no_header.txt");
const FOURTEEN: &str = include_str!("../../../tests/fixtures/vicidial/agent_status_14.csv");
const THIRTEEN: &str = include_str!("../../../tests/fixtures/vicidial/agent_status_13_under_14.csv");
const ARTICLE: &str = include_str!("../../../tests/fixtures/vicidial/agent_status_article.txt");

fn status(text: &str) -> StatusRow {
    match read_agent(text) {
        Ok(Ok(AgentRow::Status(row))) => row,
        other => panic!("no status row: {other:?}"),
    }
}

#[test]
fn v01_the_recorded_list_is_read_whole_with_commas_and_with_tabs() {
    for text in [CSV, TSV] {
        let answer = read_list(text).unwrap();

        assert_eq!((answer.rows.len(), answer.bad_rows.len()), (12, 0));
        let row = |place: usize| answer.rows[place].1.clone();
        assert_eq!(row(0).full_name, "Nguyen, Thi Hoa");
        assert_eq!((row(0).status.as_str(), row(0).pause_code.as_deref()), ("READY", Some("LOGIN")));
        assert_eq!((row(5).user.as_str(), row(5).sub_status.as_deref()), ("agent006", Some("DEAD")));
        assert_eq!((row(1).callerid.as_str(), row(1).calls_today.as_str()), ("V1121020000000001001", "7"));
        assert_eq!((row(11).session_id.as_str(), row(11).lead_id.as_str()), ("8600062", "1006"));
    }
}

#[test]
fn v01_columns_are_mapped_by_name_and_unknown_ones_are_ignored() {
    let text = "status\tnew_column\tuser\tlead_id\tfull_name\nREADY\tx\ta1\t0\tAnn\n";

    let row = &read_list(text).unwrap().rows[0].1;

    assert_eq!((row.user.as_str(), row.status.as_str(), row.full_name.as_str()), ("a1", "READY", "Ann"));
    assert_eq!((&row.pause_code, &row.sub_status), (&None, &None));
}

#[test]
fn v01_ten_columns_without_header_are_the_native_order() {
    let answer = read_list(NO_HEADER).unwrap();

    let row = &answer.rows[0].1;
    assert_eq!((row.user.as_str(), row.full_name.as_str(), row.user_level.as_str()), ("agent002", "John Doe", "1"));
    assert_eq!(row.sub_status, None);
}

#[test]
fn v01_thirteen_and_fourteen_columns_under_the_same_header() {
    let with_ip = status(FOURTEEN);
    assert_eq!((with_ip.session_id.as_str(), with_ip.computer_ip.as_str()), ("8600052", "192.168.1.205"));
    assert_eq!((with_ip.phone_number.as_str(), with_ip.vendor_lead_code.as_str()), ("3125551212", "VND-1"));

    let without = status(THIRTEEN);
    assert_eq!((without.session_id.as_str(), without.computer_ip.as_str()), ("8600053", ""));
    assert_eq!((without.status.as_str(), without.pause_code.as_str()), ("PAUSED", "BREAK"));
}

#[test]
fn v01_twelve_columns_under_a_header_of_eight_are_read_by_place() {
    let text = "status|call_id|lead_id|campaign_id|calls_today|full_name|user_group|user_level\n\
                INCALL|M1121020000000001005|1005|SALES|1|Manual Dial|SOUTH|1|||3125551212|VND-1\n";

    let row = status(text);

    assert_eq!((row.vendor_lead_code.as_str(), row.session_id.as_str()), ("VND-1", ""));
    assert_eq!((row.callerid.as_str(), row.user_level.as_str()), ("M1121020000000001005", "1"));
}

#[test]
fn v01_the_articles_seven_values_are_known_by_their_date() {
    for separator in [", ", "|", "\t"] {
        let text = ARTICLE.replace(", ", separator);
        let Ok(Ok(AgentRow::Article(row))) = read_agent(&text) else { panic!("no article row") };

        assert_eq!(
            (row.user.as_str(), row.full_name.as_str(), row.status.as_str()),
            ("agent001", "John Doe", "ONCALL")
        );
        assert_eq!((row.campaign_id.as_str(), row.changed_at.as_str()), ("Campaign1", "2024-02-15 10:45:30"));
        assert_eq!((row.ip.as_str(), row.extension.as_str()), ("192.168.1.50", "8001"));
    }
    let without_date = ARTICLE.replace("2024-02-15 10:45:30", "lately");
    assert_eq!(read_agent(&without_date), Err(ProviderError::BadBody(BadBody::WrongShape)));
}

#[test]
fn v03_separators_in_the_name_and_in_the_lead_code_go_back_where_they_were() {
    let row = |name: &str, lead_code: &str| {
        status(&format!("INCALL|V1|1001|SALES|7|{name}|NORTH|1|||3125551212|{lead_code}|8600052\n"))
    };

    for (name, lead_code) in [("Ann | temp", "VND-1"), ("Ann", "VND|1|x"), ("Ann|B", "VND|1"), ("Ann", "")] {
        let row = row(name, lead_code);
        assert_eq!((row.full_name.as_str(), row.vendor_lead_code.as_str()), (name, lead_code));
        assert_eq!((row.phone_number.as_str(), row.session_id.as_str()), ("3125551212", "8600052"));
    }
}

#[test]
fn v03_a_bar_in_a_listed_name_does_not_shift_the_columns() {
    let text = CSV.replace(',', "|");

    let answer = read_list(&text).unwrap();

    assert_eq!((answer.rows.len(), answer.bad_rows.len()), (12, 0));
    assert_eq!(answer.rows[4].1.full_name, "Ann O'Neil | temp");
    assert_eq!(answer.rows[4].1.user_group, "SOUTH");
}

#[test]
fn v04_not_logged_in_and_not_found_are_answers() {
    assert_eq!(
        read_agent("ERROR: agent_status AGENT NOT LOGGED IN: apiuser|agent099\n"),
        Ok(Err(ErrorLine::NotLoggedIn))
    );
    assert_eq!(read_agent("ERROR: AGENT NOT FOUND"), Ok(Err(ErrorLine::NoSuchAgent)));
}

#[test]
fn a_short_row_is_one_bad_row() {
    let text = "user|status|lead_id|full_name\na1|READY|0|Ann\na2|READY\n|READY|0|Nobody\na3|READY|0|Cy\n";

    let answer = read_list(text).unwrap();

    assert_eq!((answer.rows.len(), answer.bad_rows), (2, vec![2, 3]));
}

#[test]
fn a_list_that_breaks_off_is_no_list() {
    for cut in 1..TSV.len() {
        let Some(text) = TSV.get(..cut) else { continue };
        let whole_rows = text.matches('\n').count().saturating_sub(1);
        if let Ok(answer) = read_list(text) {
            // What cannot be told from a whole list has at least all of its fields in the last row.
            let last_fields = text.trim_end_matches('\n').rsplit('\n').next().unwrap().split('\t').count();
            assert!(last_fields >= 12, "cut at {cut}");
            assert!(answer.rows.len() >= whole_rows);
            assert_eq!(answer.bad_rows, Vec::<u32>::new());
        }
    }
}

#[test]
fn x01_a_header_without_rows_is_not_an_empty_floor() {
    let header = TSV.lines().next().unwrap();

    assert_eq!(read_list(&format!("{header}\n")), Err(ProviderError::BadBody(BadBody::WrongShape)));
    assert_eq!(read_list("ERROR: logged_in_agents NO LOGGED IN AGENTS: apiuser|\n"), Ok(ListAnswer::default()));
}

#[test]
fn an_in_group_is_read_with_and_without_header() {
    let with_header = include_str!("../../../tests/fixtures/vicidial/in_group_status.txt");
    for text in [with_header, "SUPPORT_IN,3,1,4,2,2,0,0,0\n"] {
        let row = read_in_group(text).unwrap();
        assert_eq!((row.calls_waiting.as_deref(), row.agents_logged_in.as_deref()), (Some("1"), Some("4")));
    }
}

proptest! {
    /// Nothing that a server sends makes a reader panic.
    #[test]
    fn every_reader_is_total_on_arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let text = String::from_utf8_lossy(&bytes);
        drop((read_list(&text), read_agent(&text), read_in_group(&text), read_version(&text)));
    }

    /// The same for what looks more like an answer.
    #[test]
    fn every_reader_is_total_on_lines_of_fields(
        header in any::<bool>(),
        text in "([A-Z0-9\u{e9}:. -]{0,6}[|,\t\n]){0,60}",
    ) {
        let head = if header { TSV.lines().next().unwrap_or_default() } else { "" };
        let text = format!("{head}\n{text}");
        if let Ok(answer) = read_list(&text) {
            prop_assert!(answer.rows.iter().all(|(_, row)| !row.user.is_empty() && !row.status.is_empty()));
        }
        drop((read_agent(&text), read_in_group(&text), read_version(&text)));
    }

    /// Any name without a line break comes back as it was.
    #[test]
    fn v03_any_name_survives_the_list(name in "[A-Za-z\u{1ea1} |,.'-]{0,20}") {
        let name = name.trim();
        let text = format!("user|status|lead_id|full_name|user_group\na1|READY|0|{name}|NORTH\n");
        let answer = read_list(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(answer.rows[0].1.full_name.as_str(), name);
        prop_assert_eq!(answer.rows[0].1.user_group.as_str(), "NORTH");
    }
}
