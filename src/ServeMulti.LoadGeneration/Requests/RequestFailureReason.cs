namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Why a request was not answered in full.</summary>
internal enum RequestFailureReason
{
    /// <summary>No full answer came within the time that a request may take.</summary>
    TimedOut,

    /// <summary>Nothing listens at the address.</summary>
    Refused,

    /// <summary>The address cannot be reached: its name is not known, there is no route, or the secure connection could not be
    /// made.</summary>
    Unreachable,

    /// <summary>The connection ended before the answer was complete.</summary>
    Reset,

    /// <summary>The server answered with an HTTP status that is no success.</summary>
    HttpStatus,

    /// <summary>The server reported an error within its answer, or ended the answer before it was whole.</summary>
    ServerError,

    /// <summary>The answer is not what the protocol says: no events, no JSON, or not one token.</summary>
    Malformed,

    /// <summary>The run ended before the answer was complete.</summary>
    Abandoned,

    /// <summary>The client has no file, port or memory left for a connection: the server was not asked.</summary>
    ClientLimit,
}
