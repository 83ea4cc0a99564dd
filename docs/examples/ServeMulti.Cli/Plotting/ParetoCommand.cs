using System.CommandLine;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Cli.Plotting;

/// <summary>The verb <c>pareto</c>: draws which cases no other case beats.</summary>
internal sealed class ParetoCommand
{
    private readonly FigureOptions _figure = new("pareto", "PARETO");
    private readonly Option<string> _users = new("--user-count-var") { Description = "The key that holds the number of users; without a value there, max_concurrent_requests counts. The default is max_concurrency.", HelpName = "KEY", DefaultValueFactory = _ => "max_concurrency" };
    private readonly Option<string?> _gpus = new("--gpu-count-var") { Description = "The key that holds the number of GPUs. The default is num_gpus or gpu_count, else what the server's whole command says, else tensor x pipeline x data parallel size.", HelpName = "KEY" };
    private readonly Option<IReadOnlyList<string>> _labels = new("--label-by") { Description = "The keys whose values stand beside the points. The default are the load, the keys of configurations and gpu_count, where they vary.", HelpName = "KEYS", CustomParser = PlotParsers.Keys };
    private readonly Option<IReadOnlyList<string>> _groups = new("--curve-by") { Description = "Keys of which each combination of values gets a frontier of its own.", HelpName = "KEYS", CustomParser = PlotParsers.Keys };
    private readonly Option<string?> _x = new("--var-x") { Description = "The metric along the x axis. The default is output tokens/s per user.", HelpName = "METRIC" };
    private readonly Option<string?> _y = new("--var-y") { Description = "The metric along the y axis. The default is output tokens/s per GPU.", HelpName = "METRIC" };

    private readonly Option<string[]> _higher = new("--higher-is-better") { Description = "Says of a metric that larger values are better; needed where no known client writes it. May be given more than once.", HelpName = "METRIC" };
    private readonly Option<string[]> _lower = new("--lower-is-better") { Description = "Says of a metric that smaller values are better. May be given more than once.", HelpName = "METRIC" };

    public static Command Create()
    {
        var verb = new ParetoCommand();
        var command = new Command("pareto", "Draws which cases no other case of their workload beats: tokens/s per user against tokens/s per GPU, or any two metrics.");
        verb._figure.AddTo(command);
        foreach (var option in new Option[] { verb._users, verb._gpus, verb._labels, verb._groups, verb._x, verb._y, verb._higher, verb._lower })
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
        var figure = ParetoFigures.Draw(results.Runs, new ParetoFigureOptions
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
        });
        return _figure.Write(parsed, [figure], []);
    }

    private bool? FindDirection(ParseResult parsed, string? metric)
    {
        var (higher, lower) = (parsed.GetValue(_higher) is { } up && up.Contains(metric), parsed.GetValue(_lower) is { } down && down.Contains(metric));
        return (higher, lower) switch
        {
            (true, true) => throw new InvalidInputException($"Of {metric} either larger or smaller values are better: it is named by --higher-is-better and by --lower-is-better."),
            (true, _) => true,
            (_, true) => false,
            _ => null,
        };
    }
}
