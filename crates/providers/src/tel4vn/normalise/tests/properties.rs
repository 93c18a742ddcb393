//! What holds for any answer at all.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![
            Just("ONCALL".to_owned()),
            Just("RINGING".to_owned()),
            Just("outbound".to_owned()),
            Just("2021-07-01 09:30:00".to_owned()),
            ".{0,12}",
            Just("x".repeat(300)),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_row() -> impl Strategy<Value = Value> {
    let fields = prop::sample::subsequence(
        vec![
            "user_id",
            "user_uuid",
            "username",
            "agent_name",
            "extension_id",
            "extension",
            "call_state",
            "call_id",
            "call_time",
            "destination",
            "direction",
            "user_agent",
            "domain_id",
            "domain_name",
            "network_ip",
            "server_host",
            "status",
            "pause_code",
        ],
        0..18,
    );
    fields.prop_flat_map(|fields| {
        let count = fields.len();
        prop::collection::vec(json_value(), count..=count)
            .prop_map(move |values| fields.iter().map(|field| (*field).to_owned()).zip(values).collect::<Value>())
    })
}

proptest! {
    #[test]
    fn any_answer_is_read_without_a_panic(body in json_value(), data in prop::collection::vec(prop_oneof![json_value(), any_row()], 0..6)) {
        let zone = zone::zone("Asia/Ho_Chi_Minh").unwrap();
        let context = Context { zone: &zone, received_at: now() };
        if let Ok(answer) = wire::answer(body) {
            normalise(answer, &context);
        }
        let count = data.len();

        let snapshot = rows(data);

        prop_assert!(snapshot.agents.len() <= count);
        prop_assert!(snapshot.agents.iter().all(|agent| agent.external_id.chars().count() <= 128));
        prop_assert!(snapshot.agents.windows(2).all(|pair| pair[0].external_id < pair[1].external_id));
    }

    #[test]
    fn repeating_or_turning_round_the_rows_changes_no_agent(data in prop::collection::vec(any_row(), 0..6)) {
        let once = rows(data.clone());
        let twice = rows(data.iter().chain(&data).cloned().collect());
        let reversed = rows(data.into_iter().rev().collect());

        prop_assert_eq!(&once.agents, &twice.agents);
        prop_assert_eq!(&once.agents, &reversed.agents);
    }
}
