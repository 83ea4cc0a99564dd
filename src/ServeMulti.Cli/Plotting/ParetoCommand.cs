using System.CommandLine;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Cli.Plotting;

/// <summary>The verb <c>pareto</c>: draws the Pareto frontier of cases.</summary>
internal sealed class ParetoCommand
{
    private readonly FigureOptions _figure = new("pareto", "PARETO");
    private readonly Option<string> _users = new("--user-count-var")
    {
        Description = "The key for the number of users; a run without a value there uses max_concurrent_requests.",
        HelpName = "KEY",
        DefaultValueFactory = _ => "max_concurrency",
    };
    private readonly Option<string?> _gpus = new("--gpu-count-var")
    {
        Description =
            "The key for the number of GPUs. [default: num_gpus or gpu_count, else from the server's command, else tensor x pipeline x data parallel size]",
        HelpName = "KEY",
    };
    private readonly Option<IReadOnlyList<string>> _labels = new("--label-by")
    {
        Description = "The keys whose values label the points, if they vary. [default: the load, the keys of configurations and gpu_count]",
        HelpName = "KEYS",
        CustomParser = PlotParsers.Keys,
    };
    private readonly Option<IReadOnlyList<string>> _groups = new("--curve-by")
    {
        Description = "Keys, separated by commas: one frontier for each combination of their values.",
        HelpName = "KEYS",
        CustomParser = PlotParsers.Keys,
    };
    private readonly Option<string?> _x = new("--var-x")
    {
        Description = "The metric on the x axis. [default: output tokens/s per user]",
        HelpName = "METRIC",
    };
    private readonly Option<string?> _y = new("--var-y")
    {
        Description = "The metric on the y axis. [default: output tokens/s per GPU]",
        HelpName = "METRIC",
    };

    private readonly Option<string[]> _higher = new("--higher-is-better")
    {
        Description = "States that higher values of a metric are better; needed for a metric that no known client writes. Can be repeated.",
        HelpName = "METRIC",
    };
    private readonly Option<string[]> _lower = new("--lower-is-better")
    {
        Description = "States that lower values of a metric are better. Can be repeated.",
        HelpName = "METRIC",
    };

    public static Command Create()
    {
        var verb = new ParetoCommand();
        var command = new Command(
            "pareto",
            "Draws the Pareto frontier of cases per workload: tokens/s per user against tokens/s per GPU, or any two metrics."
        );
        verb._figure.AddTo(command);
        foreach (
            var option in new Option[] { verb._users, verb._gpus, verb._labels, verb._groups, verb._x, verb._y, verb._higher, verb._lower }
        )
        {
            command.Options.Add(option);
        }

        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var results = await _figure.ReadAsync(parsed, cancellationToken);
        var defaults = new ParetoFigureOptions();
        var figure = ParetoFigures.Draw(
            results.Runs,
            new ParetoFigureOptions
            {
                Name = _figure.Name(parsed),
                UserCountKey = parsed.GetValue(_users)!,
                GpuCountKey = parsed.GetValue(_gpus),
                LabelBy = parsed.GetValue(_labels),
                GroupBy = parsed.GetValue(_groups) ?? defaults.GroupBy,
                XMetric = parsed.GetValue(_x),
                YMetric = parsed.GetValue(_y),
                XHigherIsBetter = FindDirection(parsed, parsed.GetValue(_x)),
                YHigherIsBetter = FindDirection(parsed, parsed.GetValue(_y)),
            }
        );
        return _figure.Write(parsed, [figure], []);
    }

    private bool? FindDirection(ParseResult parsed, string? metric)
    {
        var (higher, lower) = (
            parsed.GetValue(_higher) is { } up && up.Contains(metric),
            parsed.GetValue(_lower) is { } down && down.Contains(metric)
        );
        return (higher, lower) switch
        {
            (true, true) => throw new InvalidInputException($"--higher-is-better and --lower-is-better both name {metric}; remove one."),
            (true, _) => true,
            (_, true) => false,
            _ => null,
        };
    }
}
