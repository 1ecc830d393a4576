using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Storage.Keys;

namespace Proctoring.Web.Nodes;

/// <summary>Registers the keys of Data Protection: in the data folder of one server, or in the database for all.</summary>
internal static class SharedKeys
{
    public static void AddKeys(this IServiceCollection services, StorageOptions storage, string folder, string root)
    {
        var keys = services.AddDataProtection().SetApplicationName("Proctoring");
        if (storage.Keys == StoragePlace.Database)
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
                options.XmlRepository = new DatabaseKeyRing(provider.GetRequiredService<DatabaseKeyFiles>())
            ));
        else
            keys.PersistKeysToFileSystem(new DirectoryInfo(folder));
        if (storage.KeyCertificate is { Length: > 0 } certificate)
            keys.ProtectKeysWithCertificate(
                X509CertificateLoader.LoadPkcs12FromFile(Path.GetFullPath(certificate, root), storage.KeyCertificatePassword)
            );
    }
}
