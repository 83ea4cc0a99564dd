using System.CommandLine;

namespace ServeMulti.Cli.Options;

/// <summary>The options for the output.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _showStdout = new("--show-stdout")
    {
        Description = "Also shows the output of servers and benchmarks, on standard error. It is always in the experiment's logs folder.",
    };

    private readonly Option<bool> _quoteFormulas = new("--quote-formulas")
    {
        Description =
            "Puts a ' in front of text in summary.csv that a spreadsheet would run as a formula (it begins with =, +, - or @). Off by default, because it changes the data.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Prints the commands and what is already done; starts nothing and writes nothing.",
    };

    public IEnumerable<Option> All => [_showStdout, _quoteFormulas, _dryRun];

    public bool ShowsChildOutput(ParseResult parsed) => parsed.GetValue(_showStdout);

    public bool QuotesFormulas(ParseResult parsed) => parsed.GetValue(_quoteFormulas);

    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);
}
