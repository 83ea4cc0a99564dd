namespace ServeMulti.LoadGeneration.Requests;

/// <summary>What one JSON object of an answer says: a chunk of a stream, or the whole answer.</summary>
internal struct AnswerPart
{
    private JoinedText _text;

    /// <summary>Whether a choice, or an embedding, is there.</summary>
    public bool HasChoice;

    /// <summary>Whether a choice carries generated text, perhaps empty text of a token that has no printable form yet.</summary>
    public bool HasToken;

    /// <summary>Whether all that a choice carries is the empty text of a chat: from a choice that has not begun, that only opens the
    /// answer.</summary>
    public bool IsBlank;

    /// <summary>The generated text, where it was requested; else empty.</summary>
    public readonly string Text => _text.ToString();

    /// <summary>Which choices are there, and which of them have ended.</summary>
    public Choices Begun;

    public Choices Ended;

    /// <summary>A reason for the end of a choice that is none of <see cref="FinishReasons.Normal"/>.</summary>
    public string? AbnormalEnd;

    /// <summary>Whether there is reasoning in the text.</summary>
    public bool HasReasoning;

    /// <summary>The length of the text in bytes of UTF-8.</summary>
    public int TextLength;

    public AnswerUsage Usage;

    /// <summary>What llama.cpp counts beside its timings; <see cref="Usage"/> goes before it.</summary>
    public AnswerUsage Timings;

    /// <summary>What the server says went wrong.</summary>
    public string? Error;

    /// <summary>What the server says beside an answer.</summary>
    public string? Message;

    /// <summary>How many strings of generated text there are, and where the last one lies within the JSON, without its quotes.</summary>
    public int TextCount;

    public Range TextPlace;

    public void AddText(string text) => _text.Add(text);
}
