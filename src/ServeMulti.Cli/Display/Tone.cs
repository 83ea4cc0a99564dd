namespace ServeMulti.Cli.Display;

/// <summary>What a line is, which sets its colour.</summary>
internal enum Tone
{
    /// <summary>Something happened.</summary>
    Plain,

    /// <summary>Something went well.</summary>
    Good,

    /// <summary>Something limits the use of a result.</summary>
    Doubtful,

    /// <summary>Something failed.</summary>
    Bad,

    /// <summary>A detail.</summary>
    Aside,
}
