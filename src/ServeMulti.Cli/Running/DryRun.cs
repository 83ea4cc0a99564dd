using System.Globalization;
using System.Text;
using ServeMulti.Cli.Display;
using ServeMulti.Parameters;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>Prints a plan: the output folder, the commands as they are executed, quoted for a shell, and which runs are done.</summary>
internal sealed class DryRun
{
    private readonly LocalSweep _sweep;
    private readonly PreflightReport _report;
    private readonly GuardedWriter _output;

    // What one server does is written at once: single lines cost more than making them.
    private readonly StringBuilder _text = new();

    // Servers share the commands of their benchmarks, the same objects: each is looked through for secrets once.
    private readonly Dictionary<CommandLine, string> _shown = new(ReferenceEqualityComparer.Instance);

    public DryRun(LocalSweep sweep, PreflightReport report, GuardedWriter output)
    {
        _sweep = sweep;
        _report = report;
        _output = output;
    }

    /// <param name="isNamedByTime">Whether no name was given, so that the experiment is named after the local time when it begins.</param>
    /// <param name="serverCount">The number of servers in the whole plan; a shard has some of them.</param>
    public void Write(bool isNamedByTime, int serverCount)
    {
        _output.WriteLine(
            $"output folder: {_sweep.Location}{(isNamedByTime ? " (named after the local time; a later run gets another name)" : "")}"
        );
        var definition = _report.Plan.Definition;
        if ((definition.Search?.Options.Rules.FailedShareLimit ?? definition.FailedShareLimit) is > 0 and var share)
        {
            _output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"up to {100 * share:0.####} % of the requests may fail (--failed-share)")
            );
        }

        if (definition.RunOrder != RunOrder.CaseByCase && definition.ServeCommand is not null)
        {
            var servers = _report.Plan.Servers.Count(server => !server.Cases.All(_report.IsDone));
            _output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"server starts: {_report.ServerStartCount}, one per server and round (--run-order); case by case {servers}"
                )
            );
        }

        foreach (var server in _report.Plan.Servers)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{server.Index + 1}/{serverCount}");
            var what = server.Command is { } command
                ? Show(command)
                : _output.Prepare($"already running at {_report.Plan.Definition.Endpoint}");
            _text.AppendLine(CultureInfo.InvariantCulture, $"server {number}: {what}");
            foreach (var planned in server.Cases)
            {
                Write(planned);
            }

            _output.WritePrepared(_text);
            _text.Clear();
        }

        if (DryRunEstimate.Of(_report) is { } estimate)
        {
            _output.WriteLine(estimate);
        }
    }

    private string Show(CommandLine command)
    {
        if (!_shown.TryGetValue(command, out var text))
        {
            _shown.Add(command, text = _output.Prepare(command.Redact().ToString()));
        }

        return text;
    }

    private void Write(PlannedCase planned)
    {
        var isDone = _report.IsDone(planned);
        _text.AppendLine(CultureInfo.InvariantCulture, $"  case {_output.Prepare(planned.Name)}{(isDone ? " (done)" : "")}");
        var known = 0;
        foreach (var run in _report.ForeseeRuns(planned))
        {
            known += run.RunNumber < 0 ? 0 : 1;
            var load = run.Load is null ? "" : _output.Prepare($"{run.Load.Variable}={run.Load.Value} ");
            var number = run.RunNumber < 0 ? "warm-up" : string.Create(CultureInfo.InvariantCulture, $"run {run.RunNumber}");
            var command = run.Command is { } executed ? Show(executed) : "(no command)";
            _text.AppendLine(CultureInfo.InvariantCulture, $"    {load}{number}{(run.IsDone ? " (done)" : "")}: {command}");
        }

        var left = _report.CountRuns(planned) - known;
        if (!isDone && left > 0)
        {
            _text.AppendLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    then at most {left} more runs, at loads that depend on the results of these"
                )
            );
        }
    }
}
