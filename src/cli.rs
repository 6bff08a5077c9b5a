//! The command line: what can be typed, nothing of what it does.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 様式の取り込み、配布、回収、とりまとめを行います。
#[derive(Debug, Parser)]
#[command(
    name = "torimatome",
    override_usage = "torimatome <コマンド> [オプション]",
    version,
    about = "庁内の Excel 様式を読み取り、課ごとの配布ファイルを作り、戻ったファイルをとりまとめます。",
    help_template = HELP,
    subcommand_help_heading = "コマンド",
    subcommand_value_name = "コマンド",
    next_help_heading = "オプション",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// 使い方を表示します
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 版を表示します
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// Help page of the program.
const HELP: &str = "{about}

使い方： {usage}

{all-args}

様式フォルダーの例は samples/r6 にあります。規則の説明は「torimatome explain V01」で読めます。{after-help}
";

/// Help page of a command.
const COMMAND_HELP: &str = "{about}

使い方： {usage}

{all-args}
";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 取込、配布（未配布のとき）、統合、とりまとめを続けて行います [一括]
    #[command(alias = "一括", help_template = COMMAND_HELP, override_usage = "torimatome run [フォルダー] [オプション]")]
    Run(FolderArgs),
    /// 既存の様式から計画フォルダーを作ります [開始]
    #[command(alias = "開始", help_template = COMMAND_HELP, override_usage = "torimatome init <フォルダー> --from <パス>...")]
    Init(InitArgs),
    /// 様式を読み取り、計画の JSON を出力します [取込]
    #[command(alias = "取込", help_template = COMMAND_HELP, override_usage = "torimatome import <パス>... [オプション]")]
    Import(ImportArgs),
    /// 課ごとの配布ファイルと台帳を作ります [配布]
    #[command(alias = "配布", help_template = COMMAND_HELP, override_usage = "torimatome distribute [フォルダー] [オプション]")]
    Distribute(FolderArgs),
    /// 戻ったファイルを検証し、指摘だけを示します（何も書き込みません） [検証]
    #[command(alias = "検証", help_template = COMMAND_HELP, override_usage = "torimatome check <パス>... [オプション]")]
    Check(CheckArgs),
    /// 回収フォルダーのファイルを一つの記録に統合します [統合]
    #[command(alias = "統合", help_template = COMMAND_HELP, override_usage = "torimatome merge [フォルダー] [オプション]")]
    Merge(FolderArgs),
    /// 統合し、とりまとめ.xlsx と町長報告.xlsx を作ります [とりまとめ]
    #[command(alias = "とりまとめ", help_template = COMMAND_HELP, override_usage = "torimatome consolidate [フォルダー] [オプション]")]
    Consolidate(FolderArgs),
    /// 課ごとの配布、提出、記入の状況を示します [状況]
    #[command(alias = "状況", help_template = COMMAND_HELP, override_usage = "torimatome status [フォルダー] [オプション]")]
    Status(StatusArgs),
    /// 計画と答えを一つの表に書き出します [書出]
    #[command(alias = "書出", help_template = COMMAND_HELP, override_usage = "torimatome export [フォルダー] [オプション]")]
    Export(ExportArgs),
    /// 指摘の規則を説明します [解説]
    #[command(alias = "解説", help_template = COMMAND_HELP, override_usage = "torimatome explain [コード]")]
    Explain(ExplainArgs),
    /// 使い方を表示します。コマンドを書くと、その使い方を表示します [使い方]
    #[command(alias = "使い方", help_template = COMMAND_HELP, override_usage = "torimatome help [コマンド]")]
    Help(HelpArgs),
    /// シェルの補完の定義を出力します [補完]
    #[command(alias = "補完", help_template = COMMAND_HELP, override_usage = "torimatome completions <シェル>")]
    Completions(CompletionsArgs),
}

impl Command {
    /// The passwords of a command that reads files; `None` for one that reads none.
    #[must_use]
    pub fn passwords(&self) -> Option<&PasswordArgs> {
        match self {
            Self::Run(args)
            | Self::Distribute(args)
            | Self::Merge(args)
            | Self::Consolidate(args) => Some(&args.passwords),
            Self::Init(args) => Some(&args.passwords),
            Self::Import(args) => Some(&args.passwords),
            Self::Check(args) => Some(&args.passwords),
            Self::Status(args) => Some(&args.folder.passwords),
            Self::Export(args) => Some(&args.folder.passwords),
            Self::Explain(_) | Self::Help(_) | Self::Completions(_) => None,
        }
    }
}

/// A plan folder and how to work on it.
#[derive(Debug, Clone, Args)]
pub struct FolderArgs {
    /// 計画フォルダー（省くと今のフォルダー）
    #[arg(
        help_heading = "引数",
        value_name = "フォルダー",
        default_value = ".",
        hide_default_value = true
    )]
    pub dir: PathBuf,
    /// 期（前期 または 後期。省くと plan.toml の period）
    #[arg(long, value_name = "期", help_heading = "オプション")]
    pub period: Option<String>,
    /// 基準日（例 2024-10-31。省くと提出物のうち最も新しい保存日）
    #[arg(long = "as-of", value_name = "日付", help_heading = "オプション")]
    pub as_of: Option<String>,
    /// 要修正の指摘が一つでもあれば終了コードを 1 にします
    #[arg(long, help_heading = "オプション")]
    pub strict: bool,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
}

/// What opens encrypted workbooks.
#[derive(Debug, Clone, Default, Args)]
pub struct PasswordArgs {
    /// パスワードの付いた xlsx を開くための、パスワードの一覧（一行に一つ）
    #[arg(long, value_name = "ファイル", help_heading = "オプション")]
    pub password_file: Option<PathBuf>,
    /// パスワードの付いた xlsx を開くパスワードを、画面で尋ねます
    #[arg(long, help_heading = "オプション")]
    pub ask_password: bool,
}

/// Arguments of `init`.
#[derive(Debug, Clone, Args)]
pub struct InitArgs {
    /// 作る計画フォルダー
    #[arg(help_heading = "引数", value_name = "フォルダー")]
    pub dir: PathBuf,
    /// 既存の様式のファイルやフォルダー
    #[arg(long, value_name = "パス", required = true, num_args = 1.., help_heading = "オプション")]
    pub from: Vec<PathBuf>,
    /// 要修正の指摘が一つでもあれば終了コードを 1 にします
    #[arg(long, help_heading = "オプション")]
    pub strict: bool,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
}

/// Arguments of `import`.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// 様式のファイルやフォルダー（xlsx xlsm xls xlsb ods csv tsv txt zip）
    #[arg(help_heading = "引数", value_name = "パス", required = true)]
    pub paths: Vec<PathBuf>,
    /// 計画の JSON の出力先（省くと標準出力）
    #[arg(short, long, value_name = "ファイル", help_heading = "オプション")]
    pub output: Option<PathBuf>,
    /// 指摘の JSON の出力先
    #[arg(long, value_name = "ファイル", help_heading = "オプション")]
    pub findings: Option<PathBuf>,
    /// 要修正の指摘が一つでもあれば終了コードを 1 にします
    #[arg(long, help_heading = "オプション")]
    pub strict: bool,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
}

/// Arguments of `check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    /// 検証するファイルやフォルダー
    #[arg(help_heading = "引数", value_name = "パス", required = true)]
    pub paths: Vec<PathBuf>,
    /// 計画フォルダー（省くとパスの上をたどって探します）
    #[arg(long, value_name = "フォルダー", help_heading = "オプション")]
    pub plan: Option<PathBuf>,
    /// 期（省くと plan.toml の period）
    #[arg(long, value_name = "期", help_heading = "オプション")]
    pub period: Option<String>,
    /// 出力の形
    #[arg(
        long,
        value_name = "形",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "オプション",
        help = "出力の形（text または json）"
    )]
    pub format: ReportFormat,
    /// Passwords.
    #[command(flatten)]
    pub passwords: PasswordArgs,
}

/// Arguments of `status`.
#[derive(Debug, Clone, Args)]
pub struct StatusArgs {
    /// The plan folder.
    #[command(flatten)]
    pub folder: FolderArgs,
    /// 出力の形
    #[arg(
        long,
        value_name = "形",
        default_value = "text",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "オプション",
        help = "出力の形（text または json）"
    )]
    pub format: ReportFormat,
}

/// Arguments of `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// The plan folder.
    #[command(flatten)]
    pub folder: FolderArgs,
    /// 形式
    #[arg(
        long,
        value_name = "形式",
        default_value = "csv",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "オプション",
        help = "形式（csv、tsv または json）"
    )]
    pub format: TableFormat,
    /// 文字コード
    #[arg(
        long,
        value_name = "文字コード",
        default_value = "utf-8-bom",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "オプション",
        help = "文字コード（utf-8-bom、utf-8 または cp932。json は常に utf-8）"
    )]
    pub encoding: TextEncoding,
    /// 出力先（省くと標準出力）
    #[arg(short, long, value_name = "ファイル", help_heading = "オプション")]
    pub output: Option<PathBuf>,
}

/// Arguments of `explain`.
#[derive(Debug, Clone, Args)]
pub struct ExplainArgs {
    /// 規則のコード（例 V01。省くと一覧）
    #[arg(help_heading = "引数", value_name = "コード")]
    pub code: Option<String>,
}

/// Arguments of `help`.
#[derive(Debug, Clone, Args)]
pub struct HelpArgs {
    /// コマンドの名前（省くと全体の使い方）
    #[arg(help_heading = "引数", value_name = "コマンド")]
    pub command: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Clone, Args)]
pub struct CompletionsArgs {
    /// シェルの名前（bash elvish fish powershell zsh）
    #[arg(help_heading = "引数", value_name = "シェル", hide_possible_values = true)]
    pub shell: clap_complete::Shell,
}

/// How findings and states are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Comma-separated.
    Csv,
    /// Tab-separated.
    Tsv,
    /// An array of objects.
    Json,
}

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextEncoding {
    /// UTF-8 with a byte-order mark, which Excel opens rightly.
    #[value(name = "utf-8-bom")]
    Utf8Bom,
    /// UTF-8.
    #[value(name = "utf-8")]
    Utf8,
    /// Windows-31J.
    Cp932,
}

/// Says in Japanese what is wrong with the arguments.
#[must_use]
pub fn usage_error(error: &clap::Error) -> String {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("知らないコマンドです：「{}」", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("知らない指定です：「{arg}」"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} に値がありません"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{arg} の値が使えません：「{value}」")
        }
        ErrorKind::MissingRequiredArgument => format!("必要な指定がありません：{arg}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "コマンドがありません".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("一緒に使えない指定です：「{arg}」"),
        ErrorKind::TooManyValues => format!("値が多すぎます：「{value}」"),
        _ => "指定が正しくありません".to_owned(),
    };
    let valid =
        [ContextKind::ValidValue, ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    let valid: Vec<String> =
        valid.map(context).into_iter().filter(|text| !text.is_empty()).collect();
    let hint = if valid.is_empty() {
        "「torimatome --help」で使い方を確かめてください。".to_owned()
    } else {
        format!(
            "使えるもの：{}。「torimatome --help」で使い方を確かめてください。",
            valid.join("、")
        )
    };
    format!("エラー：{what}\n対処：{hint}")
}

/// The program's arguments, whose help ends with the limits on what is read: name and figure.
#[must_use]
pub fn program(limits: &[(&str, String)]) -> clap::Command {
    let lines = limits.iter().map(|(name, figure)| format!("\n  {name}　{figure}"));
    let about = "読み取りの上限（一つのファイルについて。超えると F07 で知らせます）:";
    let told = format!("{about}{}", lines.collect::<String>());
    <Cli as clap::CommandFactory>::command().after_help(told)
}

/// The help of the program or of a command, by any of its names; `None` for an unknown name.
#[must_use]
pub fn help(limits: &[(&str, String)], name: Option<&str>) -> Option<String> {
    let mut program = program(limits);
    program.build();
    let page = match name {
        None => program.render_help(),
        Some(name) => program.find_subcommand_mut(name)?.render_help(),
    };
    Some(page.to_string())
}

/// Reads the arguments of the program.
///
/// # Errors
///
/// What clap finds wrong with them, or the help that was asked for.
pub fn parse(limits: &[(&str, String)]) -> Result<Cli, clap::Error> {
    <Cli as clap::FromArgMatches>::from_arg_matches(&program(limits).try_get_matches()?)
}

/// Writes the completions of a shell.
#[must_use]
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut out = Vec::new();
    let mut command = <Cli as clap::CommandFactory>::command();
    clap_complete::generate(shell, &mut command, "torimatome", &mut out);
    out
}
