using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using ServeMulti.Cli.Display;
using ServeMulti.LoadGeneration;

namespace ServeMulti.Cli.Bench;

/// <summary>Shows the progress of a run in one line on the terminal; shows nothing if the output is redirected, or with
/// <c>--disable-tqdm</c>.</summary>
internal sealed class ProgressLine : IProgress<LoadProgress>, IDisposable
{
    private readonly StatusBlock? _block;
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration? _interrupted;

    private ProgressLine(StatusBlock? block)
    {
        _block = block;
        _interrupted = block is null ? null : PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Clear());
    }

    public static Option CreateOption() => BenchOptions.Spelled(new Option<bool>("--disable-tqdm") { Description = "show no progress" });

    public static ProgressLine Create(ParseResult parsed) =>
        new(
            StandardStreams.CanDraw && !parsed.GetValue<bool>("--disable-tqdm")
                ? new StatusBlock(StandardStreams.Terminal, () => TerminalSize.Of(TerminalSize.Error))
                : null
        );

    public void Report(LoadProgress value)
    {
        lock (_gate)
        {
            _block?.Write(
                [],
                [
                    CellText.CutEnd(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{value.Elapsed.TotalSeconds:F0} s: {value.Sent} sent, {value.Completed} done, {value.Failed} failed, {value.InFlight} in flight, {value.Chunks / value.Elapsed.TotalSeconds:F0} chunks/s"
                        ),
                        _block.Width
                    ),
                ]
            );
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _block?.Clear();
        }
    }

    public void Dispose()
    {
        _interrupted?.Dispose();
        Clear();
    }
}
