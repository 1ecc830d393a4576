using Proctoring.Core.Vision.Onnx;
using Proctoring.Web;
using Proctoring.Web.Verbs;

Language.English.UseByDefault();
try
{
    OnnxPrivacy.Prepare();
    if (Verb.Named(args) is { } verb)
        return await verb.ExecuteAsync(args[1..]);

    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRootLocator.Find() });
    if (!StartUp.Check(builder.Configuration, builder.Environment, Console.Error))
        return 1;
    await using var app = builder.AddProctoring().Build();
    app.UseProctoring();
    if (!await StartUp.PrepareAsync(app, Console.Error))
        return 1;
    await app.RunAsync();
    return 0;
}
catch (Exception cause) when (StartUp.Explain(cause) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}

/// <summary>The web program; public so that tests can host it.</summary>
public sealed partial class Program;
