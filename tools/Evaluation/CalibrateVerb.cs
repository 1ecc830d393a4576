using System.Collections.Concurrent;
using System.Globalization;
using Proctoring.Core.Vision;

namespace Proctoring.Tools.Evaluation;

/// <summary>The verb `calibrate FOLDER`: proposes limits of identity for a site's own people.</summary>
internal static class CalibrateVerb
{
    static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp"];

    /// <summary>With fewer people in a group, an interval shows chance rather than the group.</summary>
    const int FewPeople = 30;

    /// <summary>Runs the verb.</summary>
    /// <param name="args">The arguments after the verb.</param>
    /// <param name="zones">The limits of the settings.</param>
    /// <param name="output">Receives the table.</param>
    /// <param name="error">Receives one sentence if something failed.</param>
    /// <param name="load">Loads the models for faces.</param>
    /// <returns>0 if it measured, 1 if it could not, 2 if the arguments are wrong.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        IdentityZones zones,
        TextWriter output,
        TextWriter error,
        Func<FaceReader> load
    )
    {
        if (VerbArguments.Parse(args) is not { Json: false } asked)
        {
            await error.WriteLineAsync("Usage: calibrate FOLDER. It holds a folder for each person, or folders of groups with them.");
            return ExitCode.Usage;
        }

        if (!Directory.Exists(asked.Path))
        {
            await error.WriteLineAsync($"There is no folder {asked.Path}.");
            return ExitCode.Failed;
        }

        if (await VerbArguments.LoadAsync(load, error) is not { } faces)
            return ExitCode.Failed;
        using (faces)
        {
            var (people, unusable) = ReadPeople(asked.Path, faces);
            if (people.Count < 2)
            {
                await error.WriteLineAsync($"{asked.Path} contains fewer than two folders with a usable picture of a face.");
                return ExitCode.Failed;
            }

            await output.WriteLineAsync(Describe(new Calibration(people), zones.One, unusable));
        }

        return ExitCode.Ok;
    }

    static (List<CalibrationPerson> People, int Unusable) ReadPeople(string root, FaceReader faces)
    {
        var folders = Directory
            .EnumerateDirectories(root, "*", SearchOption.AllDirectories)
            .Where(HasPictures)
            .Order(StringComparer.Ordinal);
        var found = new ConcurrentBag<CalibrationPerson>();
        var unusable = 0;
        Parallel.ForEach(
            folders,
            SetMeasure.Cores,
            folder =>
            {
                List<FaceEmbedding> own = [];
                foreach (var file in Pictures(folder))
                {
                    if (Embed(folder, Path.GetFileName(file), faces) is { } face)
                        own.Add(face);
                    else
                        Interlocked.Increment(ref unusable);
                }

                var group = Path.GetRelativePath(root, Path.GetDirectoryName(folder)!).Replace('\\', '/');
                found.Add(new CalibrationPerson(group == "." ? "all" : group, Path.GetFileName(folder), own));
            }
        );
        return ([.. found.Where(person => person.Faces.Count > 0).OrderBy(person => (person.Group, person.Name))], unusable);
    }

    static FaceEmbedding? Embed(string folder, string file, FaceReader faces)
    {
        using var decoded = SetMeasure.Decode(folder, file);
        return decoded?.Pixels is { } picture && faces.ReadFaces(picture).Faces is [{ Comparable: true } face]
            ? faces.Embed(picture, face, Embedders.MobileFaceNet)
            : null;
    }

    static bool HasPictures(string folder) => Pictures(folder).Any();

    static IEnumerable<string> Pictures(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);

    static string Describe(Calibration calibration, ZoneLimits limits, int unusable)
    {
        List<string> lines =
        [
            Invariant($"Limits of the settings: same from {limits.SameFrom:0.00}, different below {limits.DifferentBelow:0.00}."),
            "In brackets: 95 % interval over people. Pictures of one person must be of different days to say anything about days.",
            .. Table(calibration, limits),
        ];
        if (unusable > 0)
            lines.Add($"{unusable} pictures were not used: not exactly one face, turned away, or not readable.");
        var (same, different) = calibration.Propose();
        lines.Add(
            same is { } from && different is { } below && below <= from
                ? Invariant($"Proposal: Proctoring:Identity:SameFrom {from:0.00}, DifferentBelow {below:0.00}.")
                : "Proposal: none. No limits keep the worst group within the goals; use more people, or leave the settings."
        );
        if (same is { } chosen && different is { } other)
            lines.AddRange(Table(calibration, new ZoneLimits(chosen, other)));
        lines.Add(
            Invariant($"Goals: at most {Calibration.MostFalseSame:0.0 %} of other people called the same and ")
                + Invariant($"{Calibration.MostFalseDifferent:0.0 %} of the right people called different, ")
                + "at the upper end of each group's interval."
        );
        lines.AddRange(
            calibration
                .Groups.Where(group => calibration.ErrorsOf(group, limits).People < FewPeople)
                .Select(group => $"Group {group} has fewer than {FewPeople} people: do not set limits by it.")
        );
        return string.Join(Environment.NewLine, lines);
    }

    static IEnumerable<string> Table(Calibration calibration, ZoneLimits limits) =>
        calibration.Groups.Select(group =>
        {
            var found = calibration.ErrorsOf(group, limits);
            return Invariant($"  {group,-24} {found.People} people ({found.Own} against themselves), {found.Pairs} pairs: ")
                + $"other called same {Percent(found.OtherCalledSame)}, right called different {Percent(found.OwnCalledDifferent)}, "
                + $"right unsure {Percent(found.OwnUnsure)}";
        });

    static string Percent(Rate rate) =>
        double.IsNaN(rate.Value) ? "unknown" : Invariant($"{rate.Value:0.00 %} ({rate.Low:0.0 %}–{rate.High:0.0 %})");

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
