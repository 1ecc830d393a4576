using System.Data.Common;
using System.Globalization;
using Proctoring.Core.Storage.Backup;
using Proctoring.Core.Storage.Chain;

namespace Proctoring.Web.Verbs;

/// <summary>Backs up the database, evidence and keys of a running or stopped server, and checks the copy.</summary>
internal static class BackupVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [[not '-', ..] folder])
        {
            await Console.Error.WriteLineAsync("usage: backup FOLDER");
            return 2;
        }

        BackupNote? note = null;
        var code = await VerbHost.RunAsync(async services =>
        {
            try
            {
                note = await services.GetRequiredService<Backups>().WriteAsync(folder, CancellationToken.None);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Backed up to {Path.GetFullPath(folder)}: the database as of {note.At:yyyy-MM-dd HH:mm:ss} UTC, "
                            + $"{note.Files} files and the keys."
                    )
                );
                return 0;
            }
            catch (BackupException cause)
            {
                await Console.Error.WriteLineAsync(cause.Message);
                return 1;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or DbException)
            {
                // A full disk, a file in the place of the folder, a folder that this user may not write, a database that does not answer.
                await Console.Error.WriteLineAsync(
                    $"The backup could not be written: {cause.GetBaseException().Message} Correct the cause, and run backup again with "
                        + "another folder."
                );
                return 1;
            }
        });
        if (note is null)
            return code;
        if (note.Postgres)
        {
            Console.WriteLine("A dump of PostgreSQL can be verified where it is restored: restore FOLDER does so.");
            return code;
        }

        // A data folder of its own: the same check as on the server.
        return await VerbHost.RunAsync(
            services => VerifyVerb.AllAsync(services.GetRequiredService<ChainVerifier>(), Console.Out),
            ("Proctoring:DataPath", Path.GetFullPath(folder))
        );
    }
}
