//! `GET /evaluations/live/drift`, and the alarm that it raises.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const WEEK_MS: i64 = 7 * 24 * 3600 * 1000;

async fn predict(app: &TestApp, text: &str, times: usize) {
    let answer = app.predict(json!({"texts": vec![text; times], "model": "tiny:fp32"})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

async fn drift(app: &TestApp) -> Value {
    let answer = Answer::of(app.get("/evaluations/live/drift")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn each_week_is_held_against_the_first_full_one() {
    let app = TestApp::start().await;
    assert_eq!(drift(&app).await, json!({"models": []}));
    predict(&app, "Nul.", 100).await;
    predict(&app, "Drôle.", 100).await;
    app.advance_ms(WEEK_MS);
    predict(&app, "Nul.", 5).await;
    let told = drift(&app).await;
    let model = &told["models"][0];
    assert_eq!(model["model"], "tiny:fp32");
    assert_eq!(model["reference"], json!({"week": "2026-W48", "predictions": 200}));
    let (first, second) = (&model["weeks"][0], &model["weeks"][1]);
    assert_eq!(
        (&first["week"], &first["begins"], &first["over"]),
        (&json!("2026-W48"), &json!("2026-11-23"), &json!(true))
    );
    assert_eq!((&first["labels"], &first["psi"]), (&json!({"negative": 0.5, "positive": 0.5}), &Value::Null));
    assert_eq!((&second["predictions"], &second["over"]), (&json!(5), &json!(false)));
    assert_eq!(second["psi"]["label"]["shift"], "large", "{second}");

    predict(&app, "Nul.", 1).await;
    assert_eq!(drift(&app).await["models"][0]["weeks"][1]["predictions"], 5, "counted a moment ago");
    app.advance_ms(10_000);
    assert_eq!(drift(&app).await["models"][0]["weeks"][1]["predictions"], 6);
    let confusion = Answer::of(app.get("/evaluations/live/confusion")).await;
    assert_eq!(confusion.status, 200, "the log's other figures are where they were");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_shift_of_many_predictions_is_told_to_whoever_runs_the_server() {
    let app = TestApp::start().await;
    predict(&app, "Nul.", 100).await;
    predict(&app, "Drôle.", 100).await;
    app.advance_ms(WEEK_MS);
    predict(&app, "Nul.", 199).await;
    drift(&app).await;
    let problems = async || {
        let ready = Answer::of(app.get("/health/ready")).await;
        assert_eq!((ready.status.as_u16(), &ready.body["status"]), (200, &json!("ready")));
        ready.body["problems"].as_array().unwrap().clone()
    };
    assert_eq!(problems().await, [] as [Value; 0], "too few to tell");
    predict(&app, "Nul.", 1).await;
    app.advance_ms(10_000);
    drift(&app).await;
    let told = problems().await;
    let label = told.iter().find(|problem| problem["what"] == "label").unwrap();
    assert_eq!(
        (&label["kind"], &label["model"], &label["week"]),
        (&json!("drift"), &json!("tiny:fp32"), &json!("2026-W49"))
    );
    assert!(label["psi"].as_f64().unwrap() > 0.25, "{label}");
    let metrics = app.get("/metrics").send().await.unwrap().text().await.unwrap();
    let gauge = "tramontane_drift_psi{model=\"tiny:fp32\",what=\"label\"} ";
    let told = metrics.lines().find_map(|line| line.strip_prefix(gauge)).unwrap().parse::<f64>().unwrap();
    assert!((told - label["psi"].as_f64().unwrap()).abs() < 1e-9, "{told} {label}");
}
