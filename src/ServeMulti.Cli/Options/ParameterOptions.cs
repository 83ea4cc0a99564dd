using System.CommandLine;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>The options for the parameters.</summary>
internal sealed class ParameterOptions
{
    private readonly Option<string?> _serve = new("--serve-params")
    {
        Description =
            "A JSON file with the server parameter sets: a list of objects, or an object of named objects. Each set overrides options of --serve-cmd.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _bench = new("--bench-params")
    {
        Description =
            "A JSON file with the benchmark parameter sets, which override options of --bench-cmd. With both files, every combination is run.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _links = new("--link-vars")
    {
        Description =
            "Runs only the combinations in which a server parameter equals a benchmark parameter, such as max_num_seqs=max_concurrency.",
        HelpName = "SERVE=BENCH,...",
    };

    public IEnumerable<Option> All => [_serve, _bench, _links];

    public SweepDefinition Apply(SweepDefinition definition, ParseResult parsed, InputProblems problems) =>
        definition with
        {
            ServeParameters = ReadSweep(_serve, parsed, problems),
            BenchParameters = ReadSweep(_bench, parsed, problems),
            Links = problems.Read(() => ParameterLink.ParseList(parsed.GetValue(_links) ?? ""), [], _links.Name),
        };

    private static ParameterSweep ReadSweep(Option<string?> option, ParseResult parsed, InputProblems problems) =>
        parsed.GetValue(option) is { } path
            ? problems.Read(() => ParameterSweep.Load(path), ParameterSweep.Unchanged, option.Name)
            : ParameterSweep.Unchanged;
}
