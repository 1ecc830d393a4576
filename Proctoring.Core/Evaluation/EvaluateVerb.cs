using System.Globalization;
using System.Text.Json;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;

namespace Proctoring.Core.Evaluation;

/// <summary>The verb `evaluate FOLDER [--json]`: measures the product on pictures with labels.</summary>
internal static class EvaluateVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="args">What follows the verb on the command line.</param>
    /// <param name="output">The table, or with --json progress and then, on the last line, one JSON object.</param>
    /// <param name="error">One sentence where something failed.</param>
    /// <param name="load">Loads the models for faces.</param>
    /// <param name="objects">Gives the models for things.</param>
    /// <param name="heads">Gives the models that look into faces.</param>
    /// <param name="reader">Gives the reader of frames, for clips.</param>
    /// <param name="cancel">Stops between two sets.</param>
    /// <returns>0 where it measured, 1 where it could not, 2 where it was called wrongly.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        Func<FaceReader> load,
        Func<ObjectReader> objects,
        Func<HeadReader> heads,
        Func<FrameReader> reader,
        CancellationToken cancel = default)
    {
        if (VerbArguments.Parse(args, html: true) is not { } asked)
        {
            await error.WriteLineAsync("Usage: evaluate FOLDER [--json] [--html FILE]");
            return ExitCode.Usage;
        }

        if (!Directory.Exists(asked.Path))
        {
            await error.WriteLineAsync($"There is no folder {asked.Path}.");
            return ExitCode.Failed;
        }

        var files = Directory.EnumerateFiles(asked.Path, LabelFile.Name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var clips = Directory.EnumerateDirectories(asked.Path, "*", SearchOption.AllDirectories).Prepend(asked.Path)
            .Where(folder => ClipMeasure.In(folder).Count > 0).Order(StringComparer.Ordinal).ToList();
        if (files.Count + clips.Count == 0)
        {
            await error.WriteLineAsync($"There is no {LabelFile.Name} and no clip in {asked.Path} or below it.");
            return ExitCode.Failed;
        }

        if (await VerbArguments.LoadAsync(load, error) is not { } faces) return ExitCode.Failed;
        using (faces)
        {
            var measure = new SetMeasure(faces, objects, heads);
            var results = new List<SetResult>();
            foreach (var file in files)
            {
                cancel.ThrowIfCancellationRequested();
                await TellAsync(measure.Measure(file, Shown(Path.GetDirectoryName(file)!)));
            }

            foreach (var folder in clips)
            {
                cancel.ThrowIfCancellationRequested();
                await TellAsync(new ClipMeasure(faces, reader()).Measure(ClipMeasure.In(folder), Shown(folder)));
            }

            async Task TellAsync(SetResult result)
            {
                results.Add(result);
                await output.WriteLineAsync(Describe(result));
            }

            if (asked.Html is { } page && !await WritePageAsync(page, results, asked.Path, error)) return ExitCode.Failed;
            if (asked.Json) await output.WriteLineAsync(JsonSerializer.Serialize(new EvaluationResult(results), VerbArguments.Format));
        }

        return ExitCode.Ok;

        string Shown(string folder) => Path.GetRelativePath(asked.Path, folder).Replace('\\', '/');
    }

    static async Task<bool> WritePageAsync(string file, IReadOnlyList<SetResult> results, string folder, TextWriter error)
    {
        try
        {
            await File.WriteAllTextAsync(file, HtmlReport.Write(results, folder, DateTimeOffset.UtcNow));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            await error.WriteLineAsync($"The HTML report can't be written: {e.Message}");
            return false;
        }
    }

    static string Describe(SetResult result) => result switch
    {
        VerificationResult v => string.Create(CultureInfo.InvariantCulture,
            $"{v.Path,-24} verification  {v.Pairs} pairs, {v.Scored} scored: AUC {v.Auc:0.0000}, EER {v.Eer:0.0000}, TAR at FAR 1 % {v.TarAtFar1:0.000}, at {v.Threshold}: accuracy {v.AccuracyAtThreshold:0.0000}, FAR {v.FarAtThreshold:0.0000}{Named("unreadable", v.Unreadable)}"),
        FacesResult f => string.Create(CultureInfo.InvariantCulture,
            $"{f.Path,-24} faces         {f.Images} images, {f.ExactImages} exact; {f.Faces} faces, {f.Found} found, {f.False} false{Named("inexact", f.Inexact)}{Named("unreadable", f.Unreadable)}"),
        ObjectsResult o => string.Create(CultureInfo.InvariantCulture,
            $"{o.Path,-24} objects       {o.Images} images at {o.Threshold}: people counted exactly {o.PersonCountExact:0.000}, of one {o.OnePersonExact:0.000}{Table("", o.Class)}{string.Concat(o.BySet.Select(set => Table(set.Key, set.Value)))}{Named("wrong", o.Wrong)}{Named("unreadable", o.Unreadable)}"),
        PoseResult p => string.Create(CultureInfo.InvariantCulture,
            $"{p.Path,-24} pose          {p.Images} images, {p.Scored} scored: mean error yaw {p.YawMae:0.0}, pitch {p.PitchMae:0.0}, roll {p.RollMae:0.0} degrees{Named("unreadable", p.Unreadable)}"),
        LivenessResult l => string.Create(CultureInfo.InvariantCulture,
            $"{l.Path,-24} liveness      {l.Images} images at {l.Threshold}: {l.LiveAccepted:0.000} of the living accepted, {l.FakeAccepted:0.000} of the others{Named("unreadable", l.Unreadable)}"),
        ClipsResult c => string.Create(CultureInfo.InvariantCulture,
            $"{c.Path,-24} clips         {c.Clips} clips, {c.Hours * 60:0.0} minutes: {c.HighPerHour:0.0} high and {c.OthersPerHour:0.0} other violations an hour{Named("flagged", [.. c.Flagged.Select(f => $"{f.File} at {f.AtSecond:0.0} s {f.Type} ({f.Detail})")])}{Named("unreadable", c.Unreadable)}"),
        UnsupportedResult u => $"{u.Path,-24} unsupported   {u.Reason}",
        _ => result.ToString(),
    };

    static string Table(string set, IReadOnlyDictionary<string, ClassResult> classes) => string.Concat(classes.Select(c => Environment.NewLine + string.Create(CultureInfo.InvariantCulture,
        $"{"",-24}   {set,-12}{c.Key,-12}{c.Value.Images,4} images, {c.Value.Positives,3} with one: recall {c.Value.Recall:0.000}, precision {c.Value.Precision:0.000}")));

    static string Named(string what, IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $"{Environment.NewLine}{"",-24}   {names.Count} {what}: {string.Join(", ", names)}";
}
