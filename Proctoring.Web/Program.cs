using Proctoring.Core.Evaluation;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Onnx;

if (args is [var verb and ("evaluate" or "bench"), ..])
{
    FaceReader Load() => FaceReader.Load(new ModelStore(Environment.GetEnvironmentVariable("PROCTORING_MODELS") ?? "models", ModelManifest.BuiltIn()));
    return verb == "evaluate"
        ? await EvaluateVerb.RunAsync(args[1..], Console.Out, Console.Error, Load)
        : await BenchVerb.RunAsync(args[1..], Console.Out, Console.Error, Load);
}

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.Run();
return 0;

/// <summary>The web program; public so that tests can host it.</summary>
public sealed partial class Program;
