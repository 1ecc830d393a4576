using System.Globalization;
using Proctoring.Core.Privacy;
using Proctoring.Core.Storage.Files;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Verbs;

/// <summary>Writes everything that is stored about one student to a ZIP file.</summary>
internal static class ExportStudentVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        (args, var key) = StudentOwner.Split(args);
        if (args is not [{ Length: > 0 } student, { Length: > 0 } file])
        {
            await Console.Error.WriteLineAsync($"usage: export-student STUDENT_ID FILE {StudentOwner.Usage}");
            return 2;
        }

        return await VerbHost.RunAsync(async services =>
            await StudentOwner.FindAsync(services, key) is { } owner
                ? await RunAsync(services, owner, student.Trim(), file, Console.Error)
                : 1
        );
    }

    /// <summary>Writes the file, which must not exist.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(IServiceProvider services, Guid owner, string student, string path, TextWriter errors)
    {
        var export = services.GetRequiredService<StudentExport>();
        if (await export.FindAsync(StaffViewer.Console, student, owner, CancellationToken.None) is not [var found])
        {
            await errors.WriteLineAsync($"There is no such student.{await OthersAsync(export, student)}");
            return 1;
        }

        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = PrivateFiles.FileMode;
            await using var file = new FileStream(path, options);
            await export.WriteAsync(StaffViewer.Console, found.Id, file, CancellationToken.None);
            return 0;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The file {path} was not written: {cause.Message}"));
            return 1;
        }
    }

    /// <summary>Names the other systems that use the id, as a sentence; empty if there are none.</summary>
    static async Task<string> OthersAsync(StudentExport export, string student)
    {
        var others = (await export.FindAsync(StaffViewer.Console, student, null, CancellationToken.None)).Select(other =>
            other.Keys.Count == 0 ? "this server's own pages (no --key)" : $"--key \"{other.Keys[0]}\""
        );
        return string.Join(", ", others) is { Length: > 0 } names ? $" The id is used by: {names}." : "";
    }
}
