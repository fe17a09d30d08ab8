//! What a client of the protocol asks. What it says beyond that is ignored and not kept; what the tutor cannot do, and
//! what would make its answer another thing if it were passed over, is refused.

use serde::Deserialize;
use utoipa::ToSchema;

use super::fields::{Given, ResponseFormat, Stop, StreamOptions};
use super::messages::{CompletionMessage, Said, understand};
use crate::chat::{Ask, Level, Memory, Origin, Sampling};
use crate::http::problem::Problem;
use crate::http::routes::tutor::level;

/// Texts to stop at: as many as OpenAI takes.
const MAX_STOPS: usize = 4;
/// Mistral's bound, which is below OpenAI's.
const MAX_TEMPERATURE: f32 = 1.5;

/// A conversation whose last message of the person is to be answered.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChatCompletionRequest {
    /// `tramontane`, or the name of the language model that is set: the tutor answers to both.
    #[schema(example = "tramontane")]
    pub(super) model: String,
    /// In order. The last one of the role `user` is the question, the others are what was said before.
    #[schema(min_items = 1)]
    messages: Vec<CompletionMessage>,
    /// Whether the answer comes in events.
    stream: Option<bool>,
    /// How it comes.
    stream_options: Option<StreamOptions>,
    /// How freely the language model words it.
    #[schema(minimum = 0, maximum = 1.5)]
    temperature: Option<f32>,
    /// Longest answer of the language model, in tokens; never more than the server's own limit.
    #[schema(minimum = 1)]
    max_tokens: Option<u32>,
    /// The same, as OpenAI calls it now; it counts where both are given.
    #[schema(minimum = 1)]
    max_completion_tokens: Option<u32>,
    /// Where the language model stops: one text, or up to four.
    stop: Option<Stop>,
    /// For an answer that can be repeated.
    random_seed: Option<u64>,
    /// The same, as OpenAI calls it.
    seed: Option<u64>,
    /// How much the student knows: `débutant` unless told, `intermédiaire` or `avancé`. This server's own field.
    #[serde(default, deserialize_with = "level")]
    #[schema(value_type = Option<Level>)]
    level: Option<Level>,
    /// Answers; only one is given.
    #[schema(minimum = 1, maximum = 1)]
    n: Option<u64>,
    /// The answer's form; only text is given.
    response_format: Option<ResponseFormat>,
    #[serde(default)]
    #[schema(ignore)]
    tools: Given,
    #[serde(default)]
    #[schema(ignore)]
    functions: Given,
    #[serde(default)]
    #[schema(ignore)]
    logprobs: Given,
    #[serde(default)]
    #[schema(ignore)]
    logit_bias: Given,
    #[serde(default)]
    #[schema(ignore)]
    guardrails: Given,
    #[serde(default)]
    #[schema(ignore)]
    audio: Given,
    #[serde(default)]
    #[schema(ignore)]
    web_search_options: Given,
}

/// Where a streamed answer tells its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UsageAt {
    /// In the last event of the answer.
    End,
    /// In an event of its own behind it.
    Apart,
    /// Nowhere.
    Nowhere,
}

/// What is asked, checked.
#[derive(Debug)]
pub(super) struct Checked {
    /// For the chat.
    pub(super) ask: Ask,
    /// Where the question stands in the body: a JSON pointer.
    pub(super) pointer: String,
    /// About how many tokens the client's messages are.
    pub(super) prompt_tokens: usize,
    /// Where a streamed answer tells its tokens; none where it comes whole.
    pub(super) stream: Option<UsageAt>,
}

impl ChatCompletionRequest {
    /// Checks what is asked; a message may have `limit` bytes.
    pub(super) fn check(self, limit: usize, origin: Origin) -> Result<Checked, Problem> {
        self.refuse_what_cannot_be_done()?;
        let sampling = self.sampling()?;
        let stream =
            (self.stream == Some(true)).then(|| match self.stream_options.and_then(|options| options.include_usage) {
                None => UsageAt::End,
                Some(true) => UsageAt::Apart,
                Some(false) => UsageAt::Nowhere,
            });
        let Said { question, pointer, history, tokens } = understand(self.messages, limit)?;
        let level = self.level.unwrap_or_default();
        let ask = Ask { question, history: Some(history), memory: Memory::None, level, sampling, origin };
        Ok(Checked { ask, pointer, prompt_tokens: tokens, stream })
    }

    fn refuse_what_cannot_be_done(&self) -> Result<(), Problem> {
        let refused = |pointer: &str, fr: &str, en: &str| Err(Problem::field(pointer, fr, en));
        let no_tools = (
            "Le tuteur n'appelle pas d'outils : il répond d'après le cours seul.",
            "The tutor calls no tools: it answers from the course alone.",
        );
        let no_chances = (
            "Le tuteur ne donne ni ne change les probabilités des jetons.",
            "The tutor neither gives nor changes the probabilities of tokens.",
        );
        let fields = [
            (self.tools, "/tools", no_tools),
            (self.functions, "/functions", no_tools),
            (self.web_search_options, "/web_search_options", no_tools),
            (self.logprobs, "/logprobs", no_chances),
            (self.logit_bias, "/logit_bias", no_chances),
            (
                self.guardrails,
                "/guardrails",
                (
                    "Le tuteur a ses propres garde-fous et n'en prend pas d'autres.",
                    "The tutor has guards of its own and takes no others.",
                ),
            ),
            (
                self.audio,
                "/audio",
                ("Le tuteur répond en texte, pas en son.", "The tutor answers in text, not in sound."),
            ),
        ];
        if let Some((_, pointer, (fr, en))) = fields.into_iter().find(|(field, ..)| field.is_given()) {
            return refused(pointer, fr, en);
        }
        if self.n.is_some_and(|n| n != 1) {
            return refused(
                "/n",
                "Le tuteur donne une réponse, ni plus ni moins.",
                "The tutor gives one answer, no more and no less.",
            );
        }
        if self.response_format.as_ref().is_some_and(|format| format.r#type != "text") {
            return refused(
                "/response_format",
                "Le tuteur répond en texte avec ses sources, pas en JSON ; /tutor donne des réponses structurées.",
                "The tutor answers in text with its sources, not in JSON; /tutor gives structured answers.",
            );
        }
        Ok(())
    }

    fn sampling(&self) -> Result<Sampling, Problem> {
        if self.temperature.is_some_and(|temperature| !(0.0..=MAX_TEMPERATURE).contains(&temperature)) {
            return Err(Problem::field(
                "/temperature",
                format!("La température va de 0 à {}.", MAX_TEMPERATURE.to_string().replace('.', ",")),
                format!("The temperature goes from 0 to {MAX_TEMPERATURE}."),
            ));
        }
        for (limit, pointer) in
            [(self.max_tokens, "/max_tokens"), (self.max_completion_tokens, "/max_completion_tokens")]
        {
            if limit == Some(0) {
                let (fr, en) = ("Une réponse a au moins un jeton.", "An answer has at least one token.");
                return Err(Problem::field(pointer, fr, en));
            }
        }
        let stop = match &self.stop {
            None => Vec::new(),
            Some(Stop::One(text)) => vec![text.clone()],
            Some(Stop::Many(texts)) => texts.clone(),
        };
        if stop.len() > MAX_STOPS || stop.iter().any(String::is_empty) {
            return Err(Problem::field(
                "/stop",
                format!("Au plus {MAX_STOPS} textes d'arrêt, dont aucun n'est vide."),
                format!("At most {MAX_STOPS} texts to stop at, none of them empty."),
            ));
        }
        Ok(Sampling {
            temperature: self.temperature,
            max_tokens: self.max_completion_tokens.or(self.max_tokens),
            stop,
            random_seed: self.random_seed.or(self.seed),
        })
    }
}
