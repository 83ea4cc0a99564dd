using System.CommandLine;
using System.Globalization;
using ServeMulti.Cli.Display;
using ServeMulti.Comparing;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Comparing;

/// <summary>The options that say what is compared, what is relevant, and what passes.</summary>
internal sealed class VerdictOptions
{
    private const string Pass = "pass";
    private const string Fail = "fail";

    private readonly Option<string[]> _metrics = new("--metric")
    {
        Description = "Compares this metric, such as p99_e2el_ms. Can be repeated. [default: the main metrics that both sides have]",
        HelpName = "METRIC",
    };

    private readonly Option<string[]> _margin = new("--margin")
    {
        Description =
            "The smallest relevant difference, as a share above 0 and below 1; p99_ttft_ms=0.2 is that of one metric or load variable. Can be repeated. [default: 0.05]",
        HelpName = "[METRIC=]SHARE",
    };

    private readonly Option<string> _inconclusive = CreateInconclusive();

    public IEnumerable<Option> All => [_metrics, _margin, _inconclusive];

    /// <exception cref="InvalidInputException">A margin is no share, or that of one metric is given twice.</exception>
    public ExperimentComparisonOptions Read(ParseResult parsed)
    {
        var options = new ExperimentComparisonOptions { Metrics = parsed.GetValue(_metrics) is { Length: > 0 } metrics ? metrics : null };
        var margins = new Dictionary<string, double>();
        var problems = new List<string>();
        foreach (var text in parsed.GetValue(_margin) ?? [])
        {
            var split = text.LastIndexOf('=');
            var name = text[..Math.Max(0, split)];
            if (!double.TryParse(text.AsSpan(split + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || split == 0)
            {
                problems.Add(
                    $"--margin '{ShortText.Cut(ShortText.Printable(text), 60)}' is neither a share, such as 0.05, nor METRIC=SHARE."
                );
            }
            else if (!margins.TryAdd(name, share))
            {
                problems.Add($"--margin: {(name.Length > 0 ? $"{name} has" : "there are")} two margins; give one.");
            }
        }

        SettingProblems(problems);
        return options with { Margin = margins.Remove("", out var all) ? all : options.Margin, Margins = margins };
    }

    /// <summary>Refuses margins of what was not compared: a name that is mistyped would be passed over.</summary>
    /// <exception cref="InvalidInputException">A margin is that of a metric that was not compared.</exception>
    public static void RequireUsed(ExperimentComparisonOptions options, ExperimentComparison comparison)
    {
        var known = comparison
            .Cases.SelectMany(one => one.Metrics)
            .Select(metric => metric.Metric)
            .Concat(comparison.Loads.Select(load => load.Current.Variable.Name))
            .Distinct()
            .ToArray();
        SettingProblems([
            .. options
                .Margins.Keys.Except(known)
                .Select(name =>
                    $"--margin {name}: it is not compared. Compared are {string.Join(", ", known)}.{NearestName.Suggest(name, known)}"
                ),
        ]);
    }

    private static void SettingProblems(List<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }

    /// <summary>Returns the exit code, by which a comparison is a gate.</summary>
    public int ExitCodeOf(ExperimentComparison comparison, ParseResult parsed) =>
        comparison.Verdict switch
        {
            ChangeVerdict.Regressed => ExitCodes.Regressed,
            ChangeVerdict.Inconclusive when parsed.GetRequiredValue(_inconclusive) == Fail => ExitCodes.NotKnown,
            _ => ExitCodes.Done,
        };

    private static Option<string> CreateInconclusive()
    {
        var option = new Option<string>("--inconclusive")
        {
            Description = "Whether a comparison that is inconclusive passes (exit code 0) or fails (exit code 5).",
            HelpName = $"{Pass}|{Fail}",
            DefaultValueFactory = _ => Fail,
        };
        option.AcceptOnlyFromAmong(Pass, Fail);
        return option;
    }
}
