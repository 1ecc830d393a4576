using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Web.Verbs;

/// <summary>Restores the models, and the fonts of reports, ahead of time and checks each model.</summary>
internal static class ModelsVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length > 0)
        {
            await Console.Error.WriteLineAsync("usage: models");
            return 2;
        }

        await using var host = VerbHost.Create();
        if (host is null)
            return 1;
        var store = host.Services.GetRequiredService<ModelStore>();
        try
        {
            await store.RestoreAsync(new ProgressLines(Console.Out));
            await host.Services.GetRequiredService<FontStore>().RestoreAsync(new ProgressLines(Console.Out), CancellationToken.None);
        }
        catch (ModelRestoreException cause)
        {
            await Console.Error.WriteLineAsync(cause.Message);
            return 1;
        }

        foreach (var state in store.Check())
            Console.WriteLine($"{state.Model.Id,-14} {state.Condition,-8} {state.Model.PackageName}, {state.Model.Licence}");
        return store.Check().All(state => state.Condition == ModelCondition.Ready) ? 0 : 1;
    }
}
