//! What was asked on the command line. It refuses what it does not know rather than guess.

use crate::error::Error;

/// What `cargo xtask --help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask COMMAND

Commands:
  setup                    fetch ONNX Runtime's library and build the web pages, unless they are here already
  run [ARGUMENT...]        set up, build for speed, and serve (the arguments are those of `tramontane serve`)
  test [ARGUMENT...]       set up, then run every test (the arguments are those of `cargo test`)
  check                    formatting, lints, licences, and generated files that drifted
  bench [ARGUMENT...]      set up, then run the benchmarks (the arguments are those of `cargo bench`)
  openapi                  write openapi.yaml from the code
  train MODEL --data DIR   train a model with models/training, in a Python environment of its own
  help                     print this text
";

/// One command, with what is handed on to the program behind it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Help,
    Setup,
    Run(Vec<String>),
    Test(Vec<String>),
    Check,
    Bench(Vec<String>),
    Openapi,
    Train(Vec<String>),
}

impl Task {
    /// Reads the arguments that follow the program's name.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Error> {
        let mut arguments = arguments.into_iter();
        let Some(name) = arguments.next() else {
            return Err(Error::Usage("no command given".to_owned()));
        };
        let rest: Vec<String> = arguments.collect();
        let task = match name.as_str() {
            "help" | "--help" | "-h" => Self::Help,
            "run" => return Ok(Self::Run(rest)),
            "test" => return Ok(Self::Test(rest)),
            "bench" => return Ok(Self::Bench(rest)),
            "train" => return Ok(Self::Train(rest)),
            "setup" => Self::Setup,
            "check" => Self::Check,
            "openapi" => Self::Openapi,
            _ => return Err(Error::Usage(format!("unknown command `{name}`"))),
        };
        match rest.first() {
            None => Ok(task),
            Some(flag) if flag == "--help" || flag == "-h" => Ok(Self::Help),
            Some(extra) => Err(Error::Usage(format!("`{name}` takes no argument, and got `{extra}`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task, Error> {
        Task::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn arguments_after_the_command_are_handed_on() {
        let task = parse("run --port 0 --help").unwrap();
        assert_eq!(task, Task::Run(vec!["--port".to_owned(), "0".to_owned(), "--help".to_owned()]));
    }

    #[test]
    fn each_command_that_the_help_names_exists() {
        let commands = HELP.lines().skip_while(|line| *line != "Commands:").skip(1);
        let names: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(names.len(), 8);
        for name in names {
            assert!(parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_unknown_command_and_a_stray_argument_are_refused() {
        for line in ["", "deploy", "setup now", "check --fix"] {
            assert!(matches!(parse(line), Err(Error::Usage(_))), "{line}");
        }
    }

    #[test]
    fn help_is_given_wherever_it_is_asked() {
        for line in ["help", "--help", "-h", "setup --help", "check -h"] {
            assert_eq!(parse(line).unwrap(), Task::Help, "{line}");
        }
    }
}
