using Proctoring.Core.Evaluation;
using Proctoring.Core.Vision;

if (args is ["evaluate" or "bench", ..])
{
    var models = Environment.GetEnvironmentVariable("PROCTORING_MODELS") ?? "models";
    FaceReader Load() => FaceReader.Load(id => Path.Combine(models, id + ".onnx"));
    return await EvaluateVerb.RunAsync(args[1..], Console.Out, Console.Error, Load);
}

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.Run();
return 0;

/// <summary>The web program; public so that tests can host it.</summary>
public sealed partial class Program;
