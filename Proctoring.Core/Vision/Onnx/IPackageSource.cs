namespace Proctoring.Core.Vision.Onnx;

/// <summary>Fetches packages as the .tgz files that npm packs.</summary>
public interface IPackageSource
{
    /// <summary>Puts the package into a folder and returns the file's path; what is in the file is not checked yet.</summary>
    /// <param name="package">The package and its exact version.</param>
    /// <param name="folder">An empty folder that the caller deletes.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ModelRestoreException">It can't be had; the message says why and what to do.</exception>
    Task<string> FetchAsync(PackageName package, string folder, CancellationToken cancel);
}
