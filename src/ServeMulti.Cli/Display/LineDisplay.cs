using System.Globalization;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>Shows a sweep as lines of text, each with the time since the start: for logs and other output that is not a terminal.</summary>
internal sealed class LineDisplay : ISweepDisplay
{
    private readonly TextWriter _writer;
    private readonly FailureRepeats _repeats = new();
    private readonly Lock _gate = new();

    /// <param name="writer">Receives the lines; made thread-safe.</param>
    public LineDisplay(TextWriter writer) => _writer = TextWriter.Synchronized(writer);

    public Task<T> ShowWhileAsync<T>(Func<Task<T>> work, Func<Task<IReadOnlyList<RunRecord>>> readEarlierRuns) => work();

    public void Clear() { }

    public void Dispose() { }

    public void Report(SweepEvent value)
    {
        IReadOnlyList<string> lines;
        lock (_gate)
        {
            lines = EventText.Describe(value, _repeats);
        }

        if (lines.Count > 0)
        {
            var time = value.Progress.Elapsed.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
            _writer.Write(
                string.Concat(
                    lines.Select(line =>
                        $"[{(time.StartsWith("0.", StringComparison.Ordinal) ? time[2..] : time)}] {line}{Environment.NewLine}"
                    )
                )
            );
        }
    }

    public void ShowChildOutput(string line) => _writer.WriteLine(ShortText.OfChild(line));

    public void Tell(string line) => _writer.WriteLine(ShortText.Printable(line));
}
