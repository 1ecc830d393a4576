using System.Globalization;
using Proctoring.Core.Privacy;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Verbs;

/// <summary>Deletes the data whose period is over, or lists it.</summary>
internal static class RetentionVerb
{
    const string DryRun = "--dry-run";

    public static async Task<int> RunAsync(string[] args)
    {
        if (VerbOptions.Read(args, [], [DryRun]) is not { Others: [] } options)
        {
            await Console.Error.WriteLineAsync("usage: retention [--dry-run]");
            return 2;
        }

        return await VerbHost.RunAsync(services => RunAsync(services, options.Has(DryRun), Console.Out));
    }

    /// <summary>Runs, and writes a line for each period.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(IServiceProvider services, bool dryRun, TextWriter output)
    {
        var plan = services.GetRequiredService<RetentionPlan>();
        if (plan.Rules.Count == 0)
        {
            await output.WriteLineAsync("No period is set under Proctoring:Retention, so nothing is deleted.");
            return 0;
        }

        if (dryRun)
        {
            await WriteAsync(output, await plan.PreviewAsync(CancellationToken.None));
            await output.WriteLineAsync("Dry run: nothing was deleted.");
            return 0;
        }

        var runner = services.GetRequiredService<RetentionRunner>();
        var run = (await runner.RunAsync(StaffViewer.Console, null, CancellationToken.None))!;
        await WriteAsync(output, RetentionLine.FromJson(run.Result));
        if (run.Failures == 0)
            return 0;
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{run.Failures} could not be deleted; the next run tries them again.")
        );
        return 1;
    }

    static async Task WriteAsync(TextWriter output, IReadOnlyList<RetentionLine> lines)
    {
        foreach (var line in lines)
        {
            var oldest = line.Oldest is { } at ? string.Create(CultureInfo.InvariantCulture, $", oldest {at:yyyy-MM-dd}") : "";
            var held = line.Held > 0 ? string.Create(CultureInfo.InvariantCulture, $", {line.Held} sessions held") : "";
            await output.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{line.Type}: {line.Items}{oldest}{held} ({line.Setting} = {line.Days})")
            );
        }
    }
}
