//! A client's messages, as a question and what was said before it.

use serde::Deserialize;
use utoipa::ToSchema;

use super::fields::Given;
use crate::chat::tokens::{PER_MESSAGE, at_most};
use crate::http::problem::{Kind, Problem};
use crate::mistral::{Message, Role};

/// A message. Other fields are ignored.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CompletionMessage {
    /// Who speaks.
    role: ChatRole,
    /// What is said.
    #[schema(value_type = Content)]
    content: Option<Content>,
    /// Calls of tools, which the tutor has none of.
    #[serde(default)]
    #[schema(ignore)]
    tool_calls: Given,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase", try_from = "String")]
#[schema(as = CompletionRole)]
enum ChatRole {
    /// Whoever wrote the client. Counts as the person: the tutor keeps its own rules.
    System,
    /// The same, as OpenAI calls it now.
    Developer,
    /// The person.
    User,
    /// The tutor, earlier.
    Assistant,
    /// A tool; refused.
    Tool,
    /// A tool, as it was called once; refused.
    Function,
}

/// What is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged, expecting = "neither a string nor a list of parts that each have a type")]
#[schema(as = CompletionContent)]
enum Content {
    /// At once.
    #[schema(example = "À quoi sert la porte d'oubli ?")]
    Text(String),
    /// In parts.
    Parts(Vec<Part>),
}

/// A part of what is said.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = TextPart)]
struct Part {
    /// Only `text` is read.
    #[schema(example = "text")]
    r#type: String,
    /// The text.
    text: Option<String>,
}

/// The messages, understood.
#[derive(Debug)]
pub(super) struct Said {
    /// The last message of the person.
    pub(super) question: String,
    /// Where it stands: a JSON pointer.
    pub(super) pointer: String,
    /// The others, in order.
    pub(super) history: Vec<Message>,
    /// About how many tokens they are.
    pub(super) tokens: usize,
}

/// Through a text: serde_json calls a number in an enum's place broken JSON, which it is not.
impl TryFrom<String> for ChatRole {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "system" => Ok(Self::System),
            "developer" => Ok(Self::Developer),
            "user" => Ok(Self::User),
            "assistant" => Ok(Self::Assistant),
            "tool" => Ok(Self::Tool),
            "function" => Ok(Self::Function),
            _ => Err("not one of system, developer, user, assistant"),
        }
    }
}

/// Understands `messages`, each of at most `limit` bytes.
pub(super) fn understand(messages: Vec<CompletionMessage>, limit: usize) -> Result<Said, Problem> {
    let mut said = Vec::with_capacity(messages.len());
    for (index, message) in messages.into_iter().enumerate() {
        said.push(read(message, limit, &format!("/messages/{index}"))?);
    }
    let Some(last) = said.iter().rposition(|message| message.role == Role::User) else {
        return Err(Problem::field(
            "/messages",
            "Il faut au moins un message de rôle « user » : le dernier est la question.",
            "At least one message of the role 'user' is needed: the last one is the question.",
        ));
    };
    if said[last..].iter().any(|message| message.role == Role::Assistant) {
        return Err(Problem::field(
            format!("/messages/{}", said.len() - 1),
            "Rien ne peut suivre la question de la part de « assistant » : le tuteur ne continue pas une réponse commencée.",
            "Nothing of 'assistant' may follow the question: the tutor does not continue an answer that was begun.",
        ));
    }
    let tokens = said.iter().map(|message| at_most(&message.content) + PER_MESSAGE).sum();
    let question = said.remove(last).content;
    Ok(Said { question, pointer: format!("/messages/{last}/content"), history: said, tokens })
}

fn read(message: CompletionMessage, limit: usize, pointer: &str) -> Result<Message, Problem> {
    let role = match message.role {
        ChatRole::System | ChatRole::Developer => Role::System,
        ChatRole::User => Role::User,
        ChatRole::Assistant => Role::Assistant,
        ChatRole::Tool | ChatRole::Function => return Err(no_tools(format!("{pointer}/role"))),
    };
    if message.tool_calls.is_given() {
        return Err(no_tools(format!("{pointer}/tool_calls")));
    }
    let pointer = format!("{pointer}/content");
    let content = match message.content {
        None => String::new(),
        Some(Content::Text(text)) => text,
        Some(Content::Parts(parts)) => {
            let texts: Option<Vec<String>> =
                parts.into_iter().map(|part| part.text.filter(|_| part.r#type == "text")).collect();
            let texts = texts.ok_or_else(|| {
                Problem::field(
                    &*pointer,
                    "Le tuteur ne lit que du texte : des parties {\"type\": \"text\", \"text\": …}, ni images, ni sons, ni fichiers.",
                    "The tutor reads text alone: parts {\"type\": \"text\", \"text\": ...}, no images, sounds or files.",
                )
            })?;
            texts.join("\n")
        }
    };
    if content.len() > limit {
        let bytes = content.len();
        let fr = format!("Le message fait {bytes} octets ; la limite est de {limit}.");
        let en = format!("The message has {bytes} bytes; the limit is {limit}.");
        return Err(Problem::new(Kind::MessageTooLong, fr, en).at(pointer));
    }
    Ok(Message { role, content })
}

fn no_tools(pointer: String) -> Problem {
    Problem::field(
        pointer,
        "Le tuteur n'appelle pas d'outils : il répond d'après le cours seul.",
        "The tutor calls no tools: it answers from the course alone.",
    )
}
