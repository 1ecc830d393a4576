using System.Globalization;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>The part of the sequence of files that a run covers, and the folder for the current file.</summary>
/// <param name="Seed">Chooses the sequence.</param>
/// <param name="First">The number of the first file.</param>
/// <param name="Count">The number of files.</param>
/// <param name="Folder">The folder for the current file and the report; null for a short run.</param>
internal sealed record FuzzRun(int Seed, int First, int Count, string? Folder)
{
    /// <summary>Whether <c>tools/fuzz.sh</c> started the run.</summary>
    public bool Long => Folder is not null;

    /// <summary>Reads the run from the environment, as <c>tools/fuzz.sh</c> sets it.</summary>
    /// <param name="countVariable">The variable that holds the number of files.</param>
    /// <param name="shortRun">The number of files without that variable.</param>
    public static FuzzRun FromEnvironment(string countVariable, int shortRun) =>
        new(
            Number("PROCTORING_FUZZ_SEED") ?? 20261127,
            Number("PROCTORING_FUZZ_FIRST") ?? 0,
            Number(countVariable) ?? shortRun,
            Number(countVariable) is null ? null : Environment.GetEnvironmentVariable("PROCTORING_FUZZ_FOLDER")
        );

    /// <summary>Writes a file down before it is tried, so that a crash of the process leaves it behind.</summary>
    public void Remember(int number, byte[] file)
    {
        if (Folder is null)
            return;
        File.WriteAllBytes(Path.Combine(Folder, "current"), file);
        File.WriteAllText(Path.Combine(Folder, "number"), number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Adds a line to the report of a long run.</summary>
    public void Report(string line)
    {
        if (Folder is not null)
            File.AppendAllLines(Path.Combine(Folder, "report"), [line]);
    }

    static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
