using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
{
    /// <summary>Adds the tables by which the servers of a cluster find each other. They are not part of the model: Orleans reads and writes
    /// them through DatabaseMembership.</summary>
    public sealed partial class ClusterMembers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                CREATE TABLE "ClusterVersion" (
                    "Id" integer PRIMARY KEY DEFAULT 1 CHECK ("Id" = 1),
                    "Version" integer NOT NULL
                );
                INSERT INTO "ClusterVersion" ("Version") VALUES (0);
                CREATE TABLE "ClusterMembers" (
                    "Address" character varying(200) PRIMARY KEY,
                    "Status" integer NOT NULL,
                    "Content" text NOT NULL,
                    "AliveAt" timestamp with time zone NOT NULL,
                    "Etag" integer NOT NULL
                );
                """
            );

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("""DROP TABLE "ClusterMembers"; DROP TABLE "ClusterVersion";""");
    }
}
