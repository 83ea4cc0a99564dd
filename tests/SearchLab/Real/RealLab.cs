using System.Globalization;
using System.Runtime.InteropServices;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.SearchLab.Real;

/// <summary>Plays the real section: searches on the engine, long runs around their answers after each, then one table.</summary>
internal sealed class RealLab(RealArguments arguments, TextWriter output)
{
    /// <summary>The loads next to the edge are run again at least so often.</summary>
    private const int LeastPasses = 2;

    private readonly EngineSweep _sweep = new(arguments);

    /// <summary>Plays it to the end.</summary>
    /// <returns>The exit code: 0, or 1 where something failed.</returns>
    public static async Task<int> RunAsync(string[] words, TextWriter output, TextWriter error)
    {
        if (words.Contains("--help"))
        {
            output.WriteLine(RealArguments.Usage);
            return 0;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        );
        try
        {
            await new RealLab(new(words), output).PlayAsync(stop.Token);
            return 0;
        }
        catch (ArgumentException exception)
        {
            await error.WriteLineAsync($"{exception.Message}\n{RealArguments.Usage}");
        }
        catch (Exception exception) when (exception is ServeMultiException or OperationCanceledException)
        {
            await error.WriteLineAsync(exception.Message);
        }

        return 1;
    }

    private async Task PlayAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"engine: {_sweep.Command}");
        output.WriteLine(
            $"workload: {arguments.InputLength} tokens in, {arguments.OutputLength} out; load of the machine before: {ReadMachineLoad()}"
        );
        var level = arguments.ServiceLevel ?? await FindServiceLevelAsync(cancellationToken);
        var longRuns = new LongRuns(_sweep, arguments, level, output);
        List<SlaSearchResult> searches = [];
        var name = string.Create(CultureInfo.InvariantCulture, $"real-{DateTime.Now:yyyyMMdd_HHmmss}");
        for (var number = 1; number <= arguments.Searches; number++)
        {
            output.WriteLine($"search {number}: {level}, largest {arguments.Variable.Name}");
            var store = new FileResultStore(arguments.Output, $"{name}-{number}");
            searches.Add(await _sweep.SearchAsync(level, store, new RunLines(output, level), cancellationToken));
            output.WriteLine($"search {number}: {searches[^1]}\n  stored in {store.Location}");
            await longRuns.AddAsync(searches[^1].Load, cancellationToken);
        }

        for (var pass = searches.Count; pass <= LeastPasses && longRuns.Truth is not null; pass++)
        {
            await longRuns.AddAsync(null, cancellationToken);
        }

        output.WriteLine(
            $"\n{level}, largest {arguments.Variable.Name} in {arguments.Variable.Unit}; {RunLength()}, long runs of {arguments.LongRunTime.TotalSeconds:0.#} s"
        );
        output.Write(RealTable.Format(searches, longRuns.Truth));
        output.WriteLine($"load of the machine after: {ReadMachineLoad()}");
    }

    /// <summary>Twice the 99th percentile of one request at a time: a load that asks for batches, and not for a queue.</summary>
    private async Task<ServiceLevel> FindServiceLevelAsync(CancellationToken cancellationToken)
    {
        await using var server = await _sweep.StartAsync(cancellationToken);
        var idle = await _sweep.MeasureAsync(server, LoadVariable.MaxConcurrency, 1, arguments.RunTime, cancellationToken);
        var milliseconds = idle.TryFindMetric("p99_e2el_ms", out var value)
            ? value
            : throw new ServeMultiException("The run of one request at a time has no p99_e2el_ms.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one request at a time: p99_e2el_ms {milliseconds:G3}"));
        return ServiceLevel.Parse(string.Create(CultureInfo.InvariantCulture, $"p99_e2el_ms<={Math.Ceiling(2 * milliseconds)}"));
    }

    private string RunLength() =>
        arguments.Variable == LoadVariable.RequestRate
            ? $"runs of at least {arguments.RunTime.TotalSeconds:0.#} s"
            : $"runs of {new SlaSearchOptions().PromptsPerConcurrency} prompts per request in flight";

    private static string ReadMachineLoad() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "not known";

    /// <summary>One line for each run of a search.</summary>
    private sealed class RunLines(TextWriter output, ServiceLevel level) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value)
        {
            if (value is RunFinished run)
            {
                var verdict = level.Judge(run.Document);
                var text = verdict.Problem ?? string.Join(", ", verdict.Checks);
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {run.Progress.FinishedRuns} of {run.Progress.TotalRuns}: {run.Load}, {run.Duration.TotalSeconds:0.0} s: {text}"
                    )
                );
            }
            else if (value is ServerLost lost)
            {
                output.WriteLine($"  {lost.Message}");
            }
        }
    }
}
