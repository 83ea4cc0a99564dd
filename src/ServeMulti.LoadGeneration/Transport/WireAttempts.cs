using System.Net.Sockets;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Opens a connection for an exchange, at one of the server's addresses after the other, beginning with the one that answered
/// last.</summary>
internal sealed class WireAttempts(WirePool pool, WireExchange exchange, ReadOnlyMemory<byte> request)
{
    private int _first;
    private int _attempt;

    /// <summary>Opens a connection and sends the request.</summary>
    /// <exception cref="SocketException">No address can be reached.</exception>
    public WireConnection Begin()
    {
        (_first, _attempt) = (pool.FirstAddress, 0);
        return Connect();
    }

    /// <summary>Goes on with the next address after one could not be reached.</summary>
    /// <exception cref="SocketException">No address can be reached.</exception>
    public WireConnection GoOn(SocketError reason)
    {
        if (_attempt + 1 >= pool.AddressCount)
        {
            throw new SocketException((int)reason);
        }

        _attempt++;
        return Connect();
    }

    /// <summary>Notes that the server was reached.</summary>
    public void NoteReached()
    {
        if (_attempt > 0)
        {
            pool.NoteReached(_first + _attempt);
        }
    }

    private WireConnection Connect()
    {
        for (; ; _attempt++)
        {
            var error = TryConnect(out var connection);
            if (error == SocketError.Success)
            {
                return connection!;
            }

            connection?.Close();
            if (_attempt + 1 >= pool.AddressCount)
            {
                throw new SocketException((int)error);
            }
        }
    }

    private SocketError TryConnect(out WireConnection? connection)
    {
        connection = null;
        try
        {
            connection = pool.Open(_first + _attempt);
            connection.Exchange = exchange;
            return connection.Send(request);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }
}
