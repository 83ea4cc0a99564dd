namespace ServeMulti.Processes;

/// <summary>Reads both outputs as streams, if there is no <c>poll</c> (Windows).</summary>
internal sealed class StreamOutputReader : IOutputReader
{
    private const int ReadSize = 64 * 1024;

    // A grandchild may hold an output open for ever; what an exited child wrote is read long before.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _abandoned = new();
    private readonly OutputSink _sink;
    private readonly Task _reading;

    public StreamOutputReader(Stream output, Stream error, OutputSink sink)
    {
        _sink = sink;
        _reading = ReadBothAsync(output, error);
    }

    public async Task DrainAsync()
    {
        await Task.WhenAny(_reading, Task.Delay(LongestDrain, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false);
        _sink.CompleteLines();
    }

    public async ValueTask DisposeAsync()
    {
        _abandoned.CancelAfter(LongestDrain);
        await _reading.ConfigureAwait(false);
        _abandoned.Dispose();
    }

    private async Task ReadBothAsync(Stream output, Stream error)
    {
        await Task.WhenAll(ReadAsync(0, output), ReadAsync(1, error)).ConfigureAwait(false);
        _sink.CompleteLines();
        _sink.Dispose();
    }

    private async Task ReadAsync(int channel, Stream stream)
    {
        var buffer = new byte[ReadSize];
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                int count;
                while ((count = await stream.ReadAsync(buffer, _abandoned.Token).ConfigureAwait(false)) > 0)
                {
                    _sink.Write(channel, buffer.AsSpan(0, count));
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // No reader is left, or the pipe broke with its process: both are the end of the output.
            }
        }
    }
}
