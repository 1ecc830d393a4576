using Proctoring.Core.Localization;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tools.Evaluation;
using Proctoring.Tools.Models;
using Proctoring.Tools.Practice;
using Proctoring.Web.Verbs;

namespace Proctoring.Tools;

/// <summary>The program of the tools. It is a separate class, because the tests also use the server's <c>Program</c>.</summary>
internal static class ToolsProgram
{
    public static IReadOnlyList<Verb> Verbs { get; } =
    [
        new("models", "models                               restore and check the models and the fonts of reports", ModelsVerb.RunAsync),
        new("ranges", "ranges PICTURES FOLDER               measure the ranges of the 8-bit networks and write them", RangesVerb.RunAsync),
        new("evaluate", "evaluate FOLDER [--json] [--html FILE]  measure accuracy on labelled pictures", MeasuringVerbs.EvaluateAsync),
        new("bench", "bench FOLDER|CLIP [--size WxH] [--json]  measure speed on one core", MeasuringVerbs.BenchAsync),
        new("bench-steps", "bench-steps FOLDER|CLIP              measure time and memory of each step", MeasuringVerbs.BenchStepsAsync),
        new("plot", "plot FILE NAME=RESULT ...            draw the cost of each step from results of bench", MeasuringVerbs.PlotAsync),
        new(
            "calibrate",
            "calibrate FOLDER                     propose limits of identity for your own people",
            MeasuringVerbs.CalibrateAsync
        ),
        new("seed", "seed --sessions N [--seed NUMBER]    write practice sessions, in Development only", SeedVerb.RunAsync),
        new("bench-lists", "bench-lists [--requests N]           measure the queries of the review pages", SeedVerb.BenchAsync),
    ];

    public static Task<int> Main(string[] args)
    {
        Language.English.UseByDefault();
        OnnxPrivacy.Prepare();
        if (Verb.Named(args, Verbs) is { } verb)
            return verb.RunAsync(args[1..]);
        Console.Error.WriteLine("usage: dotnet run --project tools -- VERB. The verbs are:");
        foreach (var known in Verbs)
            Console.Error.WriteLine($"  {known.Usage}");
        return Task.FromResult(2);
    }
}
