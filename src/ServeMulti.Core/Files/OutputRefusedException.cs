namespace ServeMulti.Files;

/// <summary>A file is not written where it was asked for, because something would be lost or cannot be a file there. Nothing was
/// touched.</summary>
/// <remarks>The message is what follows the name of the file: "it is a folder".</remarks>
internal sealed class OutputRefusedException : IOException
{
    public OutputRefusedException(string reason, Exception? innerException = null)
        : base(reason, innerException) { }
}
