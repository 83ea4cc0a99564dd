using System.CommandLine;
using System.Globalization;
using ServeMulti.LoadGeneration;

namespace ServeMulti.Cli.Bench;

/// <summary>Shows the progress of a run in one line on the terminal; shows nothing if the output is redirected, or with
/// <c>--disable-tqdm</c>.</summary>
internal sealed class ProgressLine : IProgress<LoadProgress>, IDisposable
{
    private readonly bool _isShown;
    private int _length;

    private ProgressLine(bool isShown) => _isShown = isShown;

    public static Option CreateOption() => BenchOptions.Spelled(new Option<bool>("--disable-tqdm") { Description = "show no progress" });

    public static ProgressLine Create(ParseResult parsed) => new(!Console.IsErrorRedirected && !parsed.GetValue<bool>("--disable-tqdm"));

    public void Report(LoadProgress value)
    {
        if (_isShown)
        {
            Show(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Elapsed.TotalSeconds:F0} s: {value.Sent} sent, {value.Completed} done, {value.Failed} failed, {value.InFlight} in flight, {value.Chunks / value.Elapsed.TotalSeconds:F0} chunks/s"
                )
            );
        }
    }

    public void Clear()
    {
        if (_length > 0)
        {
            Show("");
            StandardStreams.Terminal.Write('\r');
        }
    }

    public void Dispose() => Clear();

    private void Show(string line)
    {
        StandardStreams.Terminal.Write("\r" + line.PadRight(_length));
        _length = line.Length;
    }
}
