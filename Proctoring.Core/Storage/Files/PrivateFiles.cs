using System.Runtime.InteropServices;

namespace Proctoring.Core.Storage.Files;

/// <summary>Creates files and folders that only the server's own user can read, and forces them to the disk.</summary>
internal static class PrivateFiles
{
    /// <summary>Read and write for the owner: 0600.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>All rights for the owner: 0700.</summary>
    public const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>The extension of a file that is not complete yet.</summary>
    public const string Unfinished = ".part";

    /// <summary>Creates a folder and its missing parents.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FolderMode);
        if (Path.GetDirectoryName(path) is { Length: > 0 } above)
            FlushFolder(above);
    }

    /// <summary>Replaces a file as a whole: after a crash or a power cut there is either the old file or the new one. The content is on the
    /// disk when the call returns.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        var part = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            var file = new FileStream(part, Options());
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellation).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            FlushFolder(folder);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Removes the rights of all other users.</summary>
    /// <returns>False if the system does not allow it, for example because another user owns the file.</returns>
    public static bool Restrict(string path)
    {
        if (OperatingSystem.IsWindows())
            return true;
        try
        {
            var wanted = Directory.Exists(path) ? FolderMode : FileMode;
            if (File.GetUnixFileMode(path) != wanted)
                File.SetUnixFileMode(path, wanted);
            return true;
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            // The caller decides whether the server may use a folder that it can't protect.
            return false;
        }
    }

    /// <summary>Makes the names in a folder survive a power cut. Windows does so by itself.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(path, flags: 0);
        if (folder < 0)
            throw new IOException($"The folder {path} could not be opened to flush it.", Marshal.GetLastPInvokeError());
        // Some file systems refuse to flush a folder; they then order the names themselves.
        _ = Flush(folder);
        _ = Close(folder);
    }

    static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = System.IO.FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        return options;
    }

    [DllImport(
        "libc",
        EntryPoint = "open",
        SetLastError = true,
        CharSet = CharSet.Ansi,
        BestFitMapping = false,
        ThrowOnUnmappableChar = true
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Flush(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Close(int file);
}
