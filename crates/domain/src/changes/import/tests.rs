//! What an import reads out of what people paste.

use proptest::prelude::*;

use super::*;

fn known() -> Vec<NamedRef> {
    let queue = |id: &str, name: &str| NamedRef { id: id.to_owned(), name: Some(name.to_owned()) };
    vec![
        queue("1001226", "test"),
        queue("1000886", "Hỗ trợ kỹ thuật"),
        queue("1001301", "VIP, Miền Bắc"),
        queue("7", "Đôi"),
        queue("07", "Đôi"),
    ]
}

fn add(text: &str) -> Import {
    parse_import(text, ImportMode::Add, &known())
}

fn asked(import: &Import) -> Vec<(String, Vec<String>, Option<i32>)> {
    let row = |asked: &Asked| match &asked.change {
        Change::Callin { edit, priority } => {
            let queues = match edit {
                CallinEdit::Keep => BTreeSet::new(),
                CallinEdit::Some { add, remove } => add.union(remove).cloned().collect(),
                CallinEdit::Replace { queues } => queues.clone(),
            };
            (asked.agent.clone(), queues.into_iter().collect(), *priority)
        }
        Change::Callout { .. } | Change::Recording { .. } => unreachable!("an import is about callin queues"),
    };
    import.asked.iter().map(row).collect()
}

fn row(agent: &str, queues: &[&str], priority: Option<i32>) -> (String, Vec<String>, Option<i32>) {
    (agent.to_owned(), queues.iter().map(|&id| id.to_owned()).collect(), priority)
}

#[test]
fn a02_leading_zeros_stay_and_make_other_agents() {
    let import = add("agent,queues,priority\r\n082018,1001226,1\r\n82018,1000886,\r\n\r\n");

    assert_eq!(asked(&import), [row("082018", &["1001226"], Some(1)), row("82018", &["1000886"], None)]);
    assert_eq!(import.problems, []);
}

#[test]
fn a_pasted_table_a_file_with_semicolons_and_one_with_commas_read_alike() {
    let wanted = [row("082018", &["1000886", "1001226"], Some(2))];

    for text in [
        "082018\t1001226, 1000886\t2",
        "082018;\"1001226;1000886\";2",
        "082018;1001226|1000886;2",
        "\u{feff}Agent,Queues,Priority\n082018,\"1001226,1000886\",2\n",
        "082018,1001226 1000886,2",
        " \"082018\" , 1001226|Hỗ trợ kỹ thuật , 2 , ",
    ] {
        let import = add(text);

        assert_eq!(asked(&import), wanted, "{text:?}: {:?}", import.problems);
        assert_eq!(import.problems, [], "{text:?}");
    }
}

#[test]
fn a_name_that_holds_a_separator_is_found_whole() {
    assert_eq!(asked(&add("1;VIP, Miền Bắc;")), [row("1", &["1001301"], None)]);
    assert_eq!(asked(&add("1,\"VIP, Miền Bắc\"")), [row("1", &["1001301"], None)]);
}

#[test]
fn every_bad_line_is_named_with_its_field_and_the_others_are_used() {
    let long = "9".repeat(129);
    let text = format!(
        "1;1001226;1\n;1001226;1\n2;sales;\n3;1001226;high\n4;;\n1;1000886;\n{long};1001226;\n5;Đôi;\n6;\"1001226;2\n7;1001226;1;x\n8;;4"
    );

    let import = add(&text);

    assert_eq!(asked(&import), [row("1", &["1001226"], Some(1)), row("8", &[], Some(4))]);
    let problem = |line, field, fault| ImportProblem { line, field, fault };
    let named = |queue: &str| queue.to_owned();
    assert_eq!(
        import.problems,
        [
            problem(2, ImportField::Agent, ImportFault::Missing),
            problem(3, ImportField::Queues, ImportFault::UnknownQueue { queue: named("sales") }),
            problem(4, ImportField::Priority, ImportFault::NotANumber),
            problem(5, ImportField::Queues, ImportFault::Missing),
            problem(6, ImportField::Agent, ImportFault::Duplicate { of: 1 }),
            problem(7, ImportField::Agent, ImportFault::TooLong { most: 128 }),
            problem(8, ImportField::Queues, ImportFault::SeveralQueues { queue: named("Đôi") }),
            problem(9, ImportField::Line, ImportFault::OpenQuote),
            problem(10, ImportField::Line, ImportFault::TooManyColumns),
        ]
    );
}

#[test]
fn an_empty_cell_never_empties_a_list() {
    for mode in [ImportMode::Add, ImportMode::Remove, ImportMode::Replace] {
        let import = parse_import("1;;2\n2;;\n3; | ;\n", mode, &known());

        assert_eq!(asked(&import)[0], row("1", &[], Some(2)));
        assert_eq!(import.asked[0].change, Change::priority(2), "{mode:?}");
        assert!(import.problems.iter().any(|problem| problem.line == 2 && problem.fault == ImportFault::Missing));
        assert_eq!(import.problems.len() + import.asked.len(), 3);
        assert_eq!(import.asked.len(), 1, "{mode:?}");
    }
}

#[test]
fn an_import_without_end_is_cut_off_and_says_so() {
    let text: String = (0..20_002).map(|agent| format!("{agent};1001226\n")).collect();

    let import = add(&text);

    assert_eq!(import.asked.len(), 20_000);
    let problems =
        [ImportProblem { line: 20_001, field: ImportField::Line, fault: ImportFault::TooManyLines { most: 20_000 } }];
    assert_eq!(import.problems, problems);
}

proptest! {
    #[test]
    fn whatever_is_pasted_every_line_is_asked_for_or_named(text in "[0-9a-z\"',;|\t\r\n éđ-]{0,200}") {
        let import = add(&text);

        let lines = text.split('\n').filter(|line| !line.trim().is_empty()).count();
        prop_assert!(import.asked.len() + import.problems.len() <= lines);
        prop_assert!(import.asked.len() + import.problems.len() + 1 >= lines, "at most a header is neither");
        for asked in &import.asked {
            prop_assert!(text.contains('"') || text.contains(&asked.agent));
        }
    }
}
