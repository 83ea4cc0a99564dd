using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Gives every request its prompt and its lengths.</summary>
/// <remarks>Pure and safe for several threads at once: what request n asks does not depend on the order in which requests are
/// sent.</remarks>
internal interface IPromptSource
{
    /// <summary>Returns what a request asks.</summary>
    /// <param name="index">The number of the request within its run, from 0.</param>
    LoadRequest Create(int index);
}
