using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Finds from an exception why a request failed.</summary>
internal static class RequestFailures
{
    private const int LongestWords = 200;

    /// <summary>What is known of an answer whose connection ended within it.</summary>
    public const string EndedEarly = "The connection ended before the answer was complete.";

    /// <summary>What is known of an answer without text.</summary>
    public const string NoToken = "The answer contains no token.";

    /// <summary>Names the failure behind an exception of the HTTP stack or of the reading of an answer; null if the exception is none of
    /// these.</summary>
    public static RequestFailure? TryClassify(Exception exception) =>
        exception switch
        {
            JsonException when exception.Message.StartsWith("'<' ", StringComparison.Ordinal) => Page(),
            JsonException json => new(
                RequestFailureReason.Malformed,
                $"The answer is not what the protocol says: {OneLine(JsonProblem.Describe(json))}."
            ),
            AnswerMemoryException => ClientLimit("no memory left for the answers in flight: lower the load, or the length of the answers"),
            HttpRequestException or IOException or SocketException => FromConnection(exception),
            _ => null,
        };

    /// <summary>Returns whether a kept connection can have been closed under a request that was not answered at all.</summary>
    public static bool IsClosedUnanswered(Exception exception) =>
        exception is HttpRequestException && TryClassify(exception) is { Reason: RequestFailureReason.Reset };

    public static RequestFailure FromStatus(HttpStatusCode status, string? phrase, string body)
    {
        var code = (int)status;
        var said = OneLine(body);
        return new(RequestFailureReason.HttpStatus, $"HTTP {code} {phrase}{(said.Length == 0 ? "" : ": " + said)}") { StatusCode = code };
    }

    /// <summary>Names the failure of a stream that was requested and did not come: a JSON object came, which may say why.</summary>
    public static RequestFailure NotStreamed(string said) =>
        FindError(said) is { } error
            ? OfServer(error)
            : new(RequestFailureReason.Malformed, $"A stream was requested, but the answer is one JSON object: {OneLine(said)}");

    /// <summary>Names the failure that a web page came: what answers is a proxy, or a login.</summary>
    public static RequestFailure Page() =>
        new(
            RequestFailureReason.Malformed,
            "The answer is a page of HTML, not JSON: the address is that of a web page, a proxy or a login, not of an inference server."
        );

    /// <summary>Names the failure that a server reported within its answer.</summary>
    public static RequestFailure OfServer(string said) =>
        new(
            RequestFailureReason.ServerError,
            OneLine(said) is { Length: > 0 } line ? line : "The server reported an error without a message."
        );

    /// <summary>Begins the sentence on an answer that the server cut short.</summary>
    public static string AbnormalEnd(string reason) => $"The server ended the answer with finish_reason '{reason}'";

    public static string TooLate(TimeSpan limit) => FormattableString.Invariant($"No full answer within {limit.TotalSeconds:0.###} s.");

    /// <summary>Returns the text of a server on one line, and not too long.</summary>
    public static string OneLine(string text) => Excerpt.OneLine(text, LongestWords);

    private static string? FindError(string json)
    {
        try
        {
            return AnswerReader.Read(Encoding.UTF8.GetBytes(json), keepsText: false).Error;
        }
        catch (JsonException)
        {
            // It is cut, or something else: the caller quotes it.
            return null;
        }
    }

    private static RequestFailure FromConnection(Exception exception) =>
        FindSocketError(exception) switch
        {
            SocketError.TooManyOpenSockets or SocketError.ProcessLimit => ClientLimit(
                "no file left for a connection: raise the limit (ulimit -n) or lower the load"
            ),
            SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => ClientLimit(
                "no local port or address left to connect from: lower the load, or have the server keep its connections open"
            ),
            SocketError.NoBufferSpaceAvailable => ClientLimit(
                "no memory left for a connection: lower the load, or raise the limits of its system"
            ),
            _ => new(ReasonOf(exception), OneLine(exception.InnerException?.Message ?? exception.Message)),
        };

    private static RequestFailure ClientLimit(string what) => new(RequestFailureReason.ClientLimit, $"The client has {what}.");

    private static RequestFailureReason ReasonOf(Exception exception) =>
        (FindSocketError(exception), exception) switch
        {
            (SocketError.ConnectionRefused, _) => RequestFailureReason.Refused,
            (SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown, _) => RequestFailureReason.Reset,
            _ when FindHttpError(exception) is HttpRequestError.ResponseEnded => RequestFailureReason.Reset,
            _ when FindHttpError(exception) is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
                RequestFailureReason.Malformed,
            (not null, _) => RequestFailureReason.Unreachable,
            (_, HttpRequestException) => RequestFailureReason.Unreachable,
            _ => RequestFailureReason.Reset,
        };

    // The outermost exception need not know; a limit that is exceeded is that of an answer's head.
    private static HttpRequestError? FindHttpError(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpIOException { HttpRequestError: not HttpRequestError.Unknown } answer)
            {
                return answer.HttpRequestError;
            }

            if (cause is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request)
            {
                return request.HttpRequestError;
            }
        }

        return null;
    }

    private static SocketError? FindSocketError(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }
}
