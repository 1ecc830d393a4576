using System.Globalization;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>The extent of a run, as <c>scripts/kill.sh</c> and <c>scripts/faults.sh</c> set it in the environment.</summary>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="Seed">Chooses the moments of the kills.</param>
/// <param name="Long">Whether a script started the run.</param>
internal sealed record FaultRun(int Rounds, int Seed, bool Long)
{
    public static FaultRun FromEnvironment(int shortRounds) =>
        new(
            Number("PROCTORING_KILL_ROUNDS") ?? shortRounds,
            Number("PROCTORING_KILL_SEED") ?? 20261128,
            Number("PROCTORING_KILL_ROUNDS") is not null
        );

    /// <summary>The folder for the report and for the data of rounds that failed.</summary>
    static string Folder =>
        Directory
            .CreateDirectory(
                Environment.GetEnvironmentVariable("PROCTORING_FAULTS_FOLDER") ?? Path.Combine(TestFolders.Root, "TestResults", "faults")
            )
            .FullName;

    /// <summary>Adds a line to the report of a script.</summary>
    public void Report(string line)
    {
        if (Long)
            File.AppendAllLines(Path.Combine(Folder, "report"), [line]);
    }

    /// <summary>Adds a line to the steps that <c>scripts/faults.sh</c> prints.</summary>
    public void ReportStep(string line)
    {
        if (Long)
            File.AppendAllLines(Path.Combine(Folder, "steps"), [line]);
    }

    /// <summary>Writes a text beside the report of a script.</summary>
    public void Keep(string name, IEnumerable<string> lines)
    {
        if (Long)
            File.WriteAllLines(Path.Combine(Folder, name), lines);
    }

    /// <summary>Copies a data folder with faulty records.</summary>
    public void Keep(string data, string name)
    {
        if (!Long)
            return;
        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, name, Path.GetRelativePath(data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
