using System.Net;
using System.Net.Sockets;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>The connections to one server: kept ones for further requests, and as many new ones as are needed.</summary>
internal sealed class WirePool : IAsyncDisposable
{
    // One thread reads over 100,000 tokens a second; more of them only help on machines that have processors to spare.
    private const int ProcessorsPerLoop = 4;
    private const int MostLoops = 8;

    private readonly object _gate = new();
    private readonly Stack<WireConnection> _idle = new();
    private readonly IPEndPoint[] _addresses;
    private readonly WireLoop[] _loops;
    private volatile int _firstAddress;
    private uint _opened;

    /// <param name="addresses">Where the server may be reached; the one that answered last is tried first.</param>
    /// <param name="fileLimit">How many files may be open.</param>
    public WirePool(IReadOnlyList<IPEndPoint> addresses, OpenFileLimit fileLimit)
    {
        FileLimit = fileLimit;
        _addresses = [.. addresses];
        _loops =
        [
            .. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / ProcessorsPerLoop, 1, MostLoops)).Select(_ => new WireLoop()),
        ];
    }

    /// <summary>Gets how many files may be open.</summary>
    public OpenFileLimit FileLimit { get; }

    /// <summary>Gets whether the server ends its answers, so that their connections can be used again.</summary>
    public AnswerEnds Ends { get; } = new();

    public int AddressCount => _addresses.Length;

    /// <summary>Gets the number of the address to try first.</summary>
    public int FirstAddress => _firstAddress;

    /// <summary>Gets the thread whose punctuality represents that of all.</summary>
    public WireLoop FirstLoop => _loops[0];

    /// <summary>Takes the kept connection that was used last; null if there is none.</summary>
    public WireConnection? TryTake()
    {
        lock (_gate)
        {
            while (_idle.TryPop(out var connection))
            {
                if (connection.IsPooled)
                {
                    connection.IsPooled = false;
                    return connection;
                }
            }

            return null;
        }
    }

    /// <summary>Opens a connection to one of the addresses.</summary>
    /// <param name="address">The number of the address; beyond the last one it begins again.</param>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    public WireConnection Open(int address)
    {
        var loop = _loops[Interlocked.Increment(ref _opened) % (uint)_loops.Length];
        return WireConnection.Open(_addresses[address % _addresses.Length], loop, this);
    }

    /// <summary>Notes at which address the server was found.</summary>
    public void NoteReached(int address) => _firstAddress = address % _addresses.Length;

    public void Put(WireConnection connection)
    {
        lock (_gate)
        {
            connection.IsPooled = true;
            _idle.Push(connection);
        }
    }

    /// <summary>Closes a kept connection on which something came unasked, most often its end; one that was taken meanwhile is left
    /// alone.</summary>
    public void CloseIdle(WireConnection connection)
    {
        lock (_gate)
        {
            if (!connection.IsPooled)
            {
                return;
            }

            connection.IsPooled = false;
        }

        connection.Close();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops)
        {
            await loop.DisposeAsync().ConfigureAwait(false);
        }

        while (TryTake() is { } connection)
        {
            connection.Close();
        }
    }
}
