using System.Globalization;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Backup;
using Proctoring.Core.Storage.Chain;

namespace Proctoring.Web.Verbs;

/// <summary>Restores a backup into an empty data folder and an empty database, and verifies all records.</summary>
internal static class RestoreVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [[not '-', ..] folder])
        {
            await Console.Error.WriteLineAsync("usage: restore FOLDER");
            return 2;
        }

        await using (var host = VerbHost.Create())
        {
            if (host is null)
                return 1;
            try
            {
                var note = await host.Services.GetRequiredService<Backups>().RestoreAsync(folder, CancellationToken.None);
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"Restored the backup of {note.At:yyyy-MM-dd HH:mm:ss} UTC. Verifying it.")
                );
            }
            catch (Exception cause) when (cause is BackupException or ServerLockedException)
            {
                await Console.Error.WriteLineAsync(cause.Message);
                return 1;
            }
            catch (Exception cause)
                when (StorageFailure.IsUnavailable(cause)
                    || cause is System.Data.Common.DbException or IOException or System.ComponentModel.Win32Exception
                )
            {
                // A file that this user may not read, a copy without some files, a full disk, a database that does not answer.
                await Console.Error.WriteLineAsync(
                    $"The backup could not be restored: {cause.GetBaseException().Message} Correct the cause, and run restore again. If it "
                        + "then says that a folder or the database is not empty, check that it contains only this unfinished restore "
                        + "before you delete anything."
                );
                return 1;
            }
        }

        // A host of its own, which reads the restored keys.
        return await VerbHost.RunAsync(services => VerifyVerb.AllAsync(services.GetRequiredService<ChainVerifier>(), Console.Out));
    }
}
