using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>One connection to the server. It belongs to the exchange that uses it, under whose lock it is used; else to the pool.</summary>
internal sealed partial class WireConnection
{
    private const int InProgress = 115;
    private const int Interrupted = 4;

    private readonly Socket _socket;
    private readonly WirePool _pool;
    private readonly int _file;
    private volatile WireExchange? _exchange;
    private ReadOnlyMemory<byte> _unsent;
    private bool _isConnecting = true;
    private bool _isRegistered;
    private bool _isWaitingToWrite;

    private WireConnection(Socket socket, WireLoop loop, WirePool pool)
    {
        _socket = socket;
        _pool = pool;
        _file = (int)socket.Handle;
        Loop = loop;
    }

    /// <summary>Gets the thread that reads it.</summary>
    public WireLoop Loop { get; }

    public HttpAnswerReader Answer { get; } = new();

    /// <summary>Gets whether the whole request is on its way.</summary>
    public bool IsSent => _unsent.IsEmpty;

    /// <summary>Gets or sets the exchange that uses the connection; null while it lies in the pool.</summary>
    public WireExchange? Exchange
    {
        get => _exchange;
        set => _exchange = value;
    }

    /// <summary>Gets or sets whether the pool has it; only under the pool's lock.</summary>
    public bool IsPooled { get; set; }

    public int File => _file;

    /// <summary>Begins to connect.</summary>
    /// <exception cref="SocketException">There is no socket left, or the address cannot be reached.</exception>
    public static WireConnection Open(IPEndPoint address, WireLoop loop, WirePool pool)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        try
        {
            pool.FileLimit.Check(socket);
            var bytes = address.Serialize();
            if (Connect((int)socket.Handle, bytes.Buffer.Span, bytes.Size) < 0 && Marshal.GetLastPInvokeError() != InProgress)
            {
                throw new SocketException((int)SystemError.Last());
            }

            return new(socket, loop, pool);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends as much of a request as there is room for now; the loop sends the rest.</summary>
    /// <returns>Why the server cannot be reached; success while that is not known.</returns>
    public SocketError Send(ReadOnlyMemory<byte> request)
    {
        Answer.Restart();
        _unsent = request;
        return SendOn();
    }

    /// <summary>Goes on with the connecting and the sending, where they are not done.</summary>
    /// <returns>Why the server cannot be reached; success while that is not known.</returns>
    public SocketError GoOn()
    {
        if (
            _isConnecting
            && (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!
                is not SocketError.Success
                    and var error
        )
        {
            return error;
        }

        return _unsent.IsEmpty ? SocketError.Success : SendOn();
    }

    /// <summary>Has the owner go on, as there is something to read, or room to write.</summary>
    /// <param name="buffer">Where to receive.</param>
    public void Serve(byte[] buffer)
    {
        if (_exchange is { } exchange)
        {
            exchange.GoOn(this, buffer);
        }
        else
        {
            _pool.CloseIdle(this);
        }
    }

    /// <summary>Receives what has arrived; 0 bytes and no error at the end of the connection.</summary>
    /// <remarks>By the system's own call: it is made for every token, and a socket's would touch several cold objects more.</remarks>
    public int Receive(Span<byte> buffer, out SocketError error)
    {
        nint received;
        do
        {
            received = Receive(_file, buffer, buffer.Length, 0);
        } while (received < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        error = received < 0 ? SystemError.Last() : SocketError.Success;
        return (int)Math.Max(received, 0);
    }

    public void Close()
    {
        Loop.Remove(this);
        _socket.Dispose();
    }

    private SocketError SendOn()
    {
        var sent = _socket.Send(_unsent.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success)
        {
            _isConnecting = false;
            _unsent = _unsent[sent..];
        }
        else if (error is not (SocketError.WouldBlock or SocketError.NotConnected))
        {
            if (_isConnecting)
            {
                return error;
            }

            // The receiving finds the error too, and before it perhaps an answer.
            _unsent = default;
        }

        Register();
        return SocketError.Success;
    }

    private void Register()
    {
        var mustWaitToWrite = !_unsent.IsEmpty;
        if (!_isRegistered)
        {
            Loop.Add(this, mustWaitToWrite);
            _isRegistered = true;
        }
        else if (mustWaitToWrite != _isWaitingToWrite)
        {
            Loop.Change(this, mustWaitToWrite);
        }

        _isWaitingToWrite = mustWaitToWrite;
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(int socket, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Connect(int socket, ReadOnlySpan<byte> address, int length);
}
