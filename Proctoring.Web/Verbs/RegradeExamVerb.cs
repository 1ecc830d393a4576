using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Authoring;
using Proctoring.Core.Reviews.Regrading;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Verbs;

/// <summary>Scores the ended sessions of an exam with the solutions of its newest version, or lists what would change.</summary>
internal static class RegradeExamVerb
{
    const string DryRun = "--dry-run";
    const string Undo = "--undo";
    const string Reason = "--reason";

    static readonly IStringLocalizer L = TextSet.Of<ManageTexts>();

    public static async Task<int> RunAsync(string[] args)
    {
        var options = VerbOptions.Read(args, [Reason], [DryRun, Undo]);
        if (options is not { Others: [var slug] } || (options.Value(Reason) is null && !options.Has(DryRun)))
        {
            await Console.Error.WriteLineAsync("usage: regrade-exam SLUG (--dry-run | --reason WHY) [--undo]");
            return 2;
        }

        return await VerbHost.RunAsync(services => RunAsync(services, slug, options, Console.Out, Console.Error));
    }

    /// <summary>Runs the verb with its options.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(
        IServiceProvider services,
        string slug,
        VerbOptions options,
        TextWriter output,
        TextWriter errors
    )
    {
        if (await services.GetRequiredService<ExamStore>().FindAsync(StaffViewer.Console, slug, CancellationToken.None) is not { } exam)
        {
            await errors.WriteLineAsync($"There is no exam \"{slug}\".");
            return 1;
        }

        var regrades = services.GetRequiredService<Regrades>();
        var version = options.Has(Undo) ? (int?)null : exam.Version;
        try
        {
            await WriteAsync(output, await regrades.PreviewAsync(StaffViewer.Console, exam.Id, version, null, CancellationToken.None));
            if (options.Has(DryRun))
            {
                await output.WriteLineAsync("Dry run: nothing was changed.");
                return 0;
            }

            var id = await regrades.StartAsync(StaffViewer.Console, exam.Id, version, options.Value(Reason), CancellationToken.None);
            await services.GetRequiredService<RegradeRunner>().RunAsync(CancellationToken.None);
            return await ReportAsync(regrades, exam.Id, id, output);
        }
        catch (ValidationException mistake)
        {
            await errors.WriteLineAsync(mistake.Message);
            return 1;
        }
    }

    static async Task<int> ReportAsync(Regrades regrades, int examId, Guid id, TextWriter output)
    {
        var state = await regrades.StateAsync(StaffViewer.Console, examId, CancellationToken.None);
        var entry = state!.Runs.Single(one => one.Run.Id == id);
        await output.WriteLineAsync(
            entry.Run.FinishedAt is null
                ? "A running server processes the regrade."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Regraded {entry.Done} of {entry.Run.Sessions} sessions; {entry.Run.Unfit} not possible, {entry.Run.Failed} failed."
                )
        );
        return entry.Run.Failed == 0 ? 0 : 1;
    }

    static async Task WriteAsync(TextWriter output, RegradePreview found)
    {
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Sessions} sessions, {found.Changed} change: {found.Direction.Higher} higher, {found.Direction.Lower} lower; "
                    + $"{found.Turned.Passes} newly passed, {found.Turned.Fails} no longer passed."
            )
        );
        foreach (var (obstacle, sessions) in found.Unfit)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Not possible ({sessions}): {TextOf(obstacle)}"));
    }

    static string TextOf(RegradeObstacle obstacle) => L[$"Regrade_Obstacle_{obstacle.Cause}", obstacle.Question ?? 0];
}
