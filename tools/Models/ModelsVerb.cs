using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Web.Verbs;

namespace Proctoring.Tools.Models;

/// <summary>Restores the models and the fonts of reports, and checks each model.</summary>
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
        var time = host.Services.GetRequiredService<TimeProvider>();
        try
        {
            await new ModelRestore(store, time).RestoreAsync(new ProgressLines(Console.Out));
            await new FontRestore(host.Services.GetRequiredService<FontStore>(), time).RestoreAsync(
                new ProgressLines(Console.Out),
                CancellationToken.None
            );
        }
        catch (ModelRestoreException cause)
        {
            await Console.Error.WriteLineAsync(cause.Message);
            return 1;
        }

        var states = store.Check();
        foreach (var state in states)
            Console.WriteLine($"{state.Model.Id,-14} {state.Condition,-8} {state.Model.PackageName}, {state.Model.Licence}");
        return states.All(state => state.Condition == ModelCondition.Ready) ? 0 : 1;
    }
}
