using System.Text.Json;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;

namespace Proctoring.Tools.Evaluation;

/// <summary>The verb `evaluate FOLDER [--json]`: measures the product on pictures with labels.</summary>
internal static class EvaluateVerb
{
    /// <summary>Runs the verb.</summary>
    /// <param name="args">The arguments after the verb.</param>
    /// <param name="output">Receives the table; with --json progress, then one JSON object on the last line.</param>
    /// <param name="error">Receives one sentence if something failed.</param>
    /// <param name="load">Loads the models for faces.</param>
    /// <param name="objects">Loads the models for objects.</param>
    /// <param name="heads">Loads the models for details of faces.</param>
    /// <param name="reader">Creates the reader of frames, for clips.</param>
    /// <param name="cancel">Stops between two sets.</param>
    /// <returns>0 if it measured, 1 if it could not, 2 if the arguments are wrong.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        TextWriter output,
        TextWriter error,
        Func<FaceReader> load,
        Func<ObjectReader> objects,
        Func<HeadReader> heads,
        Func<FrameReader> reader,
        CancellationToken cancel = default
    )
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

        var files = Directory
            .EnumerateFiles(asked.Path, LabelFile.Name, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToList();
        var clips = Directory
            .EnumerateDirectories(asked.Path, "*", SearchOption.AllDirectories)
            .Prepend(asked.Path)
            .Where(folder => ClipMeasure.In(folder).Count > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (files.Count + clips.Count == 0)
        {
            await error.WriteLineAsync($"There is no {LabelFile.Name} and no clip in {asked.Path} or below it.");
            return ExitCode.Failed;
        }

        if (await VerbArguments.LoadAsync(load, error) is not { } faces)
            return ExitCode.Failed;
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
                await output.WriteLineAsync(SetText.Describe(result));
            }

            if (asked.Html is { } page && !await WritePageAsync(page, results, asked.Path, error))
                return ExitCode.Failed;
            if (asked.Json)
                await output.WriteLineAsync(JsonSerializer.Serialize(new EvaluationResult(results), VerbArguments.Format));
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
}
