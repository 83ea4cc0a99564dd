using System.Text;
using ServeMulti.LlamaEngine.Decoding;
using ServeMulti.LlamaEngine.Model;

namespace ServeMulti.LlamaEngine.Http;

/// <summary>Answers <c>/v1/completions</c> and <c>/v1/chat/completions</c>.</summary>
internal sealed class CompletionHandler(EngineOptions options, LoadedModel model, DecodeLoop decoding)
{
    public async Task HandleAsync(HttpContext context, bool isChat)
    {
        CompletionRequest request;
        using (var body = await Json.ReadObjectAsync(context.Request))
        {
            request = CompletionRequest.Read(body.RootElement, isChat, model, options);
        }

        decoding.Add(request.Sequence);
        await using var gone = context.RequestAborted.UnsafeRegister(static sequence => ((Sequence)sequence!).Cancel(), request.Sequence);
        try
        {
            await (request.IsStreamed ? StreamAsync(context, request) : AnswerWholeAsync(context, request));
        }
        catch (Exception) when (context.Response.HasStarted)
        {
            // Whatever it was, the client must see that the answer is not whole; the engine's own failures are told where the server ends.
            request.Sequence.Cancel();
            context.Abort();
        }
    }

    private async Task StreamAsync(HttpContext context, CompletionRequest request)
    {
        var sequence = request.Sequence;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        await context.Response.StartAsync(context.RequestAborted);
        var writer = new AnswerWriter(context.Response.BodyWriter, request.IsChat);
        var number = 0;
        while (await sequence.Answer.WaitToReadAsync(context.RequestAborted))
        {
            while (sequence.Answer.TryRead(out var token))
            {
                if (number++ == 0)
                {
                    writer.WriteOpening();
                }

                writer.WriteToken(model.Piece(token), sequence.IsLast(token, number) ? FinishReason(token) : null);
            }

            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        writer.WriteEnd(request.IncludesUsage ? AnswerWriter.Usage(sequence.Prompt.Length, number) : null);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task AnswerWholeAsync(HttpContext context, CompletionRequest request)
    {
        var text = new StringBuilder();
        var number = 0;
        var last = -1;
        await foreach (var token in request.Sequence.Answer.ReadAllAsync(context.RequestAborted))
        {
            text.Append(model.Piece(token));
            number++;
            last = token;
        }

        context.Response.ContentType = "application/json";
        var usage = AnswerWriter.Usage(request.Sequence.Prompt.Length, number);
        new AnswerWriter(context.Response.BodyWriter, request.IsChat).WriteWhole(text.ToString(), FinishReason(last), usage);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static string FinishReason(int last) => last == Vocabulary.End ? "stop" : "length";
}
