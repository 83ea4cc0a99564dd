using System.Text;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>What is done with the content of an answer.</summary>
internal abstract class AnswerContent
{
    private const int LongestSaid = 1024;

    /// <summary>Decides by the head of an answer.</summary>
    public static AnswerContent For(HttpAnswerHead head, bool isStreaming, RequestTrace trace) =>
        !head.IsSuccess ? new Said(text => RequestFailures.FromStatus((System.Net.HttpStatusCode)head.Status, head.ReasonPhrase, text))
        : !isStreaming ? new Whole(trace)
        : head.IsHtml ? new Said(_ => RequestFailures.Page())
        : head.IsJson ? new Said(RequestFailures.NotStreamed)
        : new Streamed(trace, head.IsFramed);

    /// <summary>Gets whether the server said that the answer is over: what the connection does then is none of it.</summary>
    public virtual bool IsDone => false;

    /// <summary>Takes in a piece.</summary>
    /// <returns>Whether more is wanted; not so after an error.</returns>
    /// <exception cref="System.Text.Json.JsonException">It is not what the protocol says.</exception>
    public abstract bool Add(ReadOnlySpan<byte> piece, TimeSpan arrival);

    /// <summary>Returns what is wrong with the answer, now that there is no more of it; null if it is complete.</summary>
    /// <param name="isCut">Whether the connection ended before the answer did.</param>
    public abstract RequestFailure? End(bool isCut);

    private static RequestFailure Cut() => new(RequestFailureReason.Reset, RequestFailures.EndedEarly);

    private sealed class Streamed : AnswerContent
    {
        private readonly EventStreamReader _events;
        private readonly StreamedAnswer _answer;
        private readonly EventStreamReader.Receiver _receiver;
        private readonly bool _isFramed;
        private TimeSpan _arrival;

        public Streamed(RequestTrace trace, bool isFramed)
        {
            _events = new(trace);
            _answer = new(trace);
            _isFramed = isFramed;
            _receiver = Receive;
        }

        public override bool IsDone => _answer.IsDone;

        public override bool Add(ReadOnlySpan<byte> piece, TimeSpan arrival)
        {
            if (!IsDone)
            {
                _arrival = arrival;
                _events.Read(piece, _receiver);
            }

            return !_answer.IsFailed;
        }

        // llama-server closes the connection without its last bytes: the answer was complete before.
        public override RequestFailure? End(bool isCut) => isCut && !_answer.IsEnded && !IsDone ? Cut() : _answer.FindFailure(_isFramed);

        private void Receive(string type, ReadOnlySpan<byte> data)
        {
            if (!_answer.IsOver)
            {
                _answer.ReadEvent(type == "error", data, _arrival);
            }
        }
    }

    private sealed class Whole(RequestTrace trace) : AnswerContent
    {
        private readonly ByteBuffer _content = new(WholeAnswer.Longest, trace);

        public override bool Add(ReadOnlySpan<byte> piece, TimeSpan arrival)
        {
            _content.Append(piece);
            return true;
        }

        public override RequestFailure? End(bool isCut) => isCut ? Cut() : WholeAnswer.Read(_content.Written, trace);
    }

    /// <summary>What the server wrote in place of an answer: its beginning is enough.</summary>
    private sealed class Said(Func<string, RequestFailure> toFailure) : AnswerContent
    {
        private readonly ByteBuffer _content = new(LongestSaid);

        public override bool Add(ReadOnlySpan<byte> piece, TimeSpan arrival)
        {
            _content.Append(piece[..Math.Min(piece.Length, LongestSaid - _content.Length)]);
            return _content.Length < LongestSaid;
        }

        public override RequestFailure? End(bool isCut) => toFailure(Encoding.UTF8.GetString(_content.Written));
    }
}
